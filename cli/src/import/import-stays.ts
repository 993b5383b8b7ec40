import type { StayFiles } from "../adapters/stay-files.ts";
import type { Finding } from "../core/challenge2019/read-row.ts";
import { readStay, type Stay, stayIdOf } from "../core/challenge2019/read-stay.ts";
import { emptyTally, type Tally } from "../core/challenge2019/tally.ts";

export interface ReadStaysOptions {
  /** Each stay that can be used, in turn; the next is read when this one is taken care of. */
  take(file: string, stay: Stay): Promise<void>;
  readonly onFinding: (finding: Finding) => void;
  onProgress(done: number, total: number, tally: Readonly<Tally>): void;
  /** True when no more should be read: what was taken is kept. */
  readonly isStopped: () => boolean;
}

/** Reads every file, counts everything, and lets nothing bad stop the rest. */
export const readStays = async (source: StayFiles, options: ReadStaysOptions): Promise<Tally> => {
  const tally = emptyTally();
  const met = new Set<string>();
  const leaveOut = (finding: Finding): void => {
    tally.filesLeftOut += 1;
    options.onFinding(finding);
  };
  for await (const file of source.files) {
    if (options.isStopped()) break;
    tally.files += 1;
    if ("problem" in file) {
      leaveOut({ file: file.name, code: file.problem });
      continue;
    }
    if (met.has(stayIdOf(file.name))) {
      leaveOut({ file: file.name, code: "file-repeated" });
      continue;
    }
    const findings: Finding[] = [];
    const stay = readStay(file.name, file.text, tally, findings);
    findings.forEach(options.onFinding);
    if (stay === undefined) tally.filesLeftOut += 1;
    else {
      met.add(stay.stayId);
      tally.stays += 1;
      await options.take(file.name, stay);
    }
    const { done, total } = source.progress();
    options.onProgress(done, total, tally);
  }
  return tally;
};
