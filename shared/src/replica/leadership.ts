/**
 * Several tabs, one connection: only the leader runs the engine. The browser's adapter stands on Web Locks; a Node
 * process has its store to itself and leads at once.
 */
export interface Leadership {
  /** Calls `onLead` once this process leads. The returned function gives leadership up, or stops waiting for it. */
  acquire(onLead: () => void): () => void;
}

export const alwaysLeader: Leadership = {
  acquire: (onLead) => {
    onLead();
    return () => undefined;
  },
};
