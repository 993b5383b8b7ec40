import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { CommandError, exitCodes } from "./exit-codes.ts";

const readStdin = async (): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of process.stdin) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/\r?\n[\s\S]*$/, "");
};

const askHidden = async (question: string): Promise<string> => {
  process.stderr.write(question);
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  try {
    return await terminal.question("");
  } finally {
    terminal.close();
    process.stderr.write("\n");
  }
};

const askTwice = async (): Promise<string> => {
  if (!process.stdin.isTTY)
    throw new CommandError(
      exitCodes.usage,
      "no-password",
      "there is no terminal to ask for the password: give it on standard input with --password-stdin",
    );
  const password = await askHidden("Password: ");
  if ((await askHidden("Once more: ")) !== password)
    throw new CommandError(
      exitCodes.usage,
      "passwords-differ",
      "the two passwords differ; nothing was changed",
    );
  return password;
};

/** Reads a new password from a terminal (twice, unseen) or from standard input; never from an argument others can see. */
export const askPassword = (fromStdin: boolean): Promise<string> => (fromStdin ? readStdin() : askTwice());
