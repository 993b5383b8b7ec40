/** What a browser says of the device it runs on (User-Agent Client Hints, where there are any). */
export interface DeviceHints {
  readonly platform: string;
  readonly userAgentData?: {
    readonly platform?: string;
    getHighEntropyValues?(hints: readonly string[]): Promise<{ readonly model?: string }>;
  };
}

const MAX_LENGTH = 80;

/** "Android, SM-A155F": so that whoever looks after the devices finds the right one in the list. */
export const nameOfDevice = async ({ platform, userAgentData }: DeviceHints): Promise<string> => {
  const system = userAgentData?.platform || platform || "browser";
  const asked = userAgentData?.getHighEntropyValues?.(["model"]);
  // A browser may refuse; then the system's name has to do.
  const model = (await asked?.catch(() => undefined))?.model;
  return (model ? `${system}, ${model}` : system).slice(0, MAX_LENGTH);
};
