// Functions that run inside the page: timed there, so that no protocol round trip is in the figures.

/** Installs `window.bench`; given to `addInitScript`, so it must stand alone. */
export const installBench = (): void => {
  const element = (id: string) => document.querySelector<HTMLElement>(`[data-testid="${id}"]`);
  /** Resolves when `test` gives a value: looked at after every change of the page. */
  const when = <T>(test: () => T | undefined, timeoutMs = 60_000): Promise<T> =>
    new Promise((resolve, reject) => {
      const first = test();
      if (first !== undefined) return resolve(first);
      const timer = setTimeout(() => {
        observer.disconnect();
        reject(new Error("the page never got there"));
      }, timeoutMs);
      const observer = new MutationObserver(() => {
        const found = test();
        if (found === undefined) return;
        observer.disconnect();
        clearTimeout(timer);
        resolve(found);
      });
      observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
    });
  /** After the next frame was made: what the person sees. */
  const painted = () =>
    new Promise<number>((resolve) => {
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => resolve(performance.now());
        port2.postMessage(0);
      });
    });
  const setText = (text: string) => {
    const box = element("patient-search") as HTMLInputElement;
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(box, text);
    box.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const statusText = () => document.querySelector('p[role="status"]')?.textContent ?? "";
  /** The rows on the screen answer what is in the box. */
  const answered = () => {
    const text = statusText();
    return /found/i.test(text) && (element("patient-row") || /nobody/i.test(text)) ? text : undefined;
  };
  const answer = async () => {
    await Promise.resolve();
    const text = await when(answered);
    return { text, domAt: performance.now(), seenAt: await painted() };
  };
  Object.assign(window, {
    bench: {
      /** From the start of the navigation: the box is there, a name stands in it, a row answers. */
      async reopen(query: string) {
        await when(() => element("patient-search") ?? undefined);
        const boxAt = performance.now();
        setText(query);
        const { text, domAt, seenAt } = await answer();
        return { boxAt, domAt, seenAt, text };
      },
      /** One more letter, and the time until its rows are seen. */
      async keystroke(before: string, after: string) {
        setText(before);
        await answer();
        await new Promise((resolve) => setTimeout(resolve, 60));
        const from = performance.now();
        setText(after);
        const { text, domAt, seenAt } = await answer();
        return { domMs: domAt - from, seenMs: seenAt - from, text };
      },
      /** The tap on Save, and the time until "Saved on this device" is seen. */
      async save() {
        const button = await when(() => element("review-save") ?? undefined);
        const from = performance.now();
        button.click();
        await when(() => element("saved-banner") ?? undefined);
        return (await painted()) - from;
      },
    },
  });
};

export interface InPage {
  reopen(query: string): Promise<{ boxAt: number; domAt: number; seenAt: number; text: string }>;
  keystroke(before: string, after: string): Promise<{ domMs: number; seenMs: number; text: string }>;
  save(): Promise<number>;
}
