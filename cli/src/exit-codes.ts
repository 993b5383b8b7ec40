/** What a command's exit code means. `arogya --help` prints this table; scripts may rely on it. */
export const exitCodes = {
  done: 0,
  failed: 1,
  cannotStart: 2,
  usage: 3,
  incomplete: 4,
  notSent: 5,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodeTexts: Readonly<Record<ExitCode, string>> = {
  0: "done",
  1: "failed; the line above says why",
  2: "cannot start: the port is taken, the data folder cannot be used, or the configuration contradicts itself",
  3: "wrong use: an unknown option, a missing argument, an unknown user or clinic",
  4: "done, but some files or records could not be taken; they are listed and everything else is in",
  5: "not everything has reached the relay; nothing is lost, run the same command again",
  130: "interrupted; what was done is kept, run the same command again",
};

/** An expected failure of a command: one line a person can act on, and the exit code. */
export class CommandError extends Error {
  override name = "CommandError";
  readonly exitCode: ExitCode;
  readonly code: string;
  constructor(exitCode: ExitCode, code: string, message: string) {
    super(message);
    this.exitCode = exitCode;
    this.code = code;
  }
}
