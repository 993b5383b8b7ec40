// Functions that run inside the page: timed there, so that no protocol round trip is in the figures.

export interface Reopened {
  /** Milliseconds since the navigation began: the search box stands; the rows are in the page; they are seen. */
  readonly boxMs: number;
  readonly domMs: number;
  readonly seenMs: number;
  readonly text: string;
  /** When what was loaded. */
  readonly steps: readonly string[];
}
export interface InPage {
  /** Gives the PIN. Milliseconds since the navigation: the lock stands; the PIN is handed in. */
  unlock(pin: string): Promise<{ readonly lockMs: number; readonly fromMs: number }>;
  reopen(query: string): Promise<Reopened>;
  keystroke(before: string, after: string): Promise<{ domMs: number; seenMs: number }>;
  save(visit: Visit): Promise<number>;
  rows(): Promise<void>;
}
/** One patient of a round: found by name, two vitals keyed in. */
export interface Visit {
  readonly name: string;
  readonly heartRate: string;
  readonly spo2: string;
}

declare global {
  interface Window {
    readonly bench: InPage;
  }
}

/** Installs `window.bench`; runs before any script of the page, so it must stand alone. */
export const installBench = (): void => {
  /** Between two letters, and between reading the review and tapping Save: a person is not faster. */
  const LETTER_MS = 60;
  const READ_MS = 400;
  /** Six digits on a phone's number pad. */
  const PIN_MS = 2000;
  const element = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  const pause = (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms));
  /** Resolves when `test` gives a value: looked at after every change of the page. */
  const when = <T>(what: string, test: () => T | undefined | null, timeoutMs = 60_000): Promise<T> =>
    new Promise((resolve, reject) => {
      const first = test();
      if (first !== undefined && first !== null) return resolve(first);
      const timer = setTimeout(() => {
        observer.disconnect();
        reject(new Error(`the page never got there: ${what}`));
      }, timeoutMs);
      const observer = new MutationObserver(() => {
        const found = test();
        if (found === undefined || found === null) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(found);
      });
      observer.observe(document, {
        subtree: true,
        childList: true,
        characterData: true,
        attributeFilter: ["aria-busy"],
      });
    });
  const there = (id: string) => when(id, () => element(id));
  const tap = async (id: string) => (await there(id)).click();
  /** After the next frame was made: what the person sees. */
  const painted = () =>
    new Promise<number>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      });
    });
  const setText = (text: string, id = "patient-search") => {
    const box = element(id) as HTMLInputElement;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  /** The rows on the screen answer what is in the box. */
  const answered = () => {
    if (document.querySelector('[aria-busy="true"]')) return undefined;
    const text = document.querySelector('p[role="status"]')?.textContent ?? "";
    return /found/i.test(text) && (element("patient-row") || /nobody/i.test(text)) ? text : undefined;
  };
  const answer = async () => {
    await Promise.resolve();
    const text = await when("an answer", answered);
    return { text, domMs: performance.now(), seenMs: await painted() };
  };
  const loadSteps = (): string[] => {
    const [page] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    const files = performance.getEntriesByType("resource") as PerformanceResourceTiming[];
    const round = (ms = 0) => ms.toFixed(0);
    return [
      `service worker ${round(page?.workerStart)}`,
      `html ${round(page?.responseStart)}–${round(page?.responseEnd)}`,
      ...files.map(
        ({ name, startTime, responseEnd }) =>
          `${name.split("/").at(-1)} ${round(startTime)}–${round(responseEnd)}`,
      ),
      ...performance.getEntriesByType("paint").map(({ name, startTime }) => `${name} ${round(startTime)}`),
      ...performance.getEntriesByType("mark").map(({ name, startTime }) => `${name} ${round(startTime)}`),
    ];
  };
  const bench: InPage = {
    async unlock(pin) {
      await there("pin");
      const lockMs = await painted();
      await pause(PIN_MS);
      setText(pin, "pin");
      await pause(READ_MS);
      const fromMs = performance.now();
      await tap("unlock-submit");
      return { lockMs, fromMs };
    },
    async reopen(query) {
      await there("patient-search");
      const boxMs = performance.now();
      setText(query);
      return { boxMs, ...(await answer()), steps: loadSteps() };
    },
    async keystroke(before, after) {
      setText(before);
      await answer();
      await pause(LETTER_MS);
      const from = performance.now();
      setText(after);
      const { domMs, seenMs } = await answer();
      return { domMs: domMs - from, seenMs: seenMs - from };
    },
    async save({ name, heartRate, spo2 }) {
      await there("patient-search");
      setText(name);
      await answer();
      await tap("patient-row");
      await there("box-heartRate");
      for (const digit of heartRate) await tap(`key-${digit}`);
      if (element("box-heartRate")) await tap("key-next");
      await there("box-spo2");
      for (const digit of spo2) await tap(`key-${digit}`);
      for (let i = 0; i < 12 && !element("review-save"); i++) {
        await tap("key-next");
        await painted();
      }
      const button = await there("review-save");
      await pause(READ_MS);
      const from = performance.now();
      button.click();
      await there("saved-banner");
      const tookMs = (await painted()) - from;
      await tap("next-patient");
      await there("patient-search");
      return tookMs;
    },
    rows: async () => void (await there("patient-row")),
  };
  Object.assign(window, { bench });
};
