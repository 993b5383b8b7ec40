/** One figure of one peer, in the row's unit. A figure that hit its time limit has a name ending in ">=". */
export interface PeerFigure {
  readonly name: string;
  readonly value: number;
}
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly peers: readonly PeerFigure[];
  /** Ours against the best peer's figure, above 1 when ours is better; absent when there is no peer. */
  readonly ratio?: number;
}
export interface Report {
  readonly bench: string;
  readonly rows: readonly Row[];
}

/** A row of which more is better (work done for the same cost). */
export const moreIsBetter = (
  name: string,
  unit: string,
  value: number,
  peers: readonly PeerFigure[] = [],
): Row => {
  const best = Math.max(...peers.map((p) => p.value));
  const row = { name, value: round(value), unit, peers: peers.map(rounded) };
  return peers.length > 0 ? { ...row, ratio: round(value / best) } : row;
};

/** A row of which less is better (time, bytes, memory). */
export const lessIsBetter = (
  name: string,
  unit: string,
  value: number,
  peers: readonly PeerFigure[] = [],
): Row => {
  const best = Math.min(...peers.map((p) => p.value));
  const row = { name, value: round(value), unit, peers: peers.map(rounded) };
  return peers.length > 0 ? { ...row, ratio: round(best / value) } : row;
};

const rounded = ({ name, value }: PeerFigure): PeerFigure => ({ name, value: round(value) });
/** Four significant digits: nothing here is more exact. */
const round = (value: number): number => Number(value.toPrecision(4));
