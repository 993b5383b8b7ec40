import { MultiBar, Presets } from "cli-progress";

export interface Progress {
  update(done: number, total: number, note: string): void;
  stop(): void;
}

/** Where a command speaks: lines for people, or one JSON value at the end for programs; problems go to stderr. */
export interface Output {
  readonly json: boolean;
  readonly line: (text: string) => void;
  readonly problem: (text: string) => void;
  /** The command's result: printed as JSON with `--json`, by `text` otherwise. */
  result(value: unknown, text: () => readonly string[]): void;
  /** A bar on a terminal; otherwise, and with `--json`, a plain line to stderr every ten per cent. */
  progress(label: string): Progress;
}

const bar = (label: string): Progress => {
  const bars = new MultiBar(
    {
      format: `${label} {bar} {percentage}% {note}`,
      hideCursor: true,
      clearOnComplete: false,
      forceRedraw: true,
    },
    Presets.shades_classic,
  );
  const one = bars.create(1, 0, { note: "" });
  return {
    update: (done, total, note) => {
      one.setTotal(Math.max(total, 1));
      one.update(Math.min(done, total), { note });
    },
    stop: () => bars.stop(),
  };
};

const plainLines = (label: string): Progress => {
  let shown = -1;
  return {
    update: (done, total, note) => {
      const tenth = Math.floor((done / Math.max(total, 1)) * 10);
      if (tenth <= shown) return;
      shown = tenth;
      process.stderr.write(`${label} ${tenth * 10}% ${note}\n`);
    },
    stop: () => undefined,
  };
};

export const createOutput = (json: boolean): Output => ({
  json,
  line: (text) => (json ? undefined : void process.stdout.write(`${text}\n`)),
  problem: (text) => void process.stderr.write(`${text}\n`),
  result: (value, text) =>
    void process.stdout.write(
      json
        ? `${JSON.stringify(value)}\n`
        : text()
            .map((line) => `${line}\n`)
            .join(""),
    ),
  progress: (label) => (process.stderr.isTTY && !json ? bar(label) : plainLines(label)),
});
