import { get as getHttp } from "node:http";
import { get as getHttps } from "node:https";

const TIMEOUT_MS = 2000;

/**
 * Whether a service of ours answers 2xx. Its certificate is not checked: it is our own child, asked over loopback
 * under a name that the certificate need not carry.
 */
export const isUp = (url: string): Promise<boolean> =>
  new Promise((resolve) => {
    const answer = (response: { statusCode?: number | undefined; resume(): void }): void => {
      response.resume();
      const status = response.statusCode ?? 0;
      resolve(status >= 200 && status < 300);
    };
    const options = { timeout: TIMEOUT_MS, rejectUnauthorized: false };
    const request = url.startsWith("https:") ? getHttps(url, options, answer) : getHttp(url, options, answer);
    request.on("timeout", () => request.destroy());
    request.on("error", () => resolve(false));
  });
