import type { Output } from "../output.ts";
import type { StartConfig } from "../supervisor/services.ts";

export interface DemoLogins {
  readonly password: string;
  readonly users: readonly { readonly id: string; readonly name: string; readonly role: string }[];
}
export const ensureDemo = async (_config: StartConfig, _output: Output): Promise<DemoLogins | undefined> =>
  undefined;
