import { spawn } from "node:child_process";

/** Process groups started here that are still alive, by the id of their leader. */
const groups = new Set();

const signalGroup = (pid, signal) => {
  try {
    process.kill(-pid, signal);
  } catch (error) {
    if (error.code !== "ESRCH" && error.code !== "EPERM") throw error;
  }
};

/** Ends everything started by `run`, at once and with its children. Safe to call twice. */
export const killAll = () => {
  for (const pid of groups) signalGroup(pid, "SIGKILL");
  groups.clear();
};

/**
 * Runs a command in a process group of its own and waits for it.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: Record<string, string | undefined>, quiet?: boolean, timeoutMs?: number }} [options]
 *   `quiet` collects the output instead of showing it.
 * @returns {Promise<{ code: number, output: string, timedOut: boolean }>} never rejects: a command that cannot be
 *   started has code 127.
 */
export const run = (command, args, options = {}) =>
  new Promise((resolve) => {
    const { cwd, env, quiet = false, timeoutMs } = options;
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ["ignore", quiet ? "pipe" : "inherit", quiet ? "pipe" : "inherit"],
    });
    let output = "";
    let timedOut = false;
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout?.on("data", collect);
    child.stderr?.on("data", collect);
    if (child.pid) groups.add(child.pid);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            if (child.pid) signalGroup(child.pid, "SIGKILL");
          }, timeoutMs);
    const finish = (code) => {
      clearTimeout(timer);
      if (child.pid) {
        // What the command left behind in its group has no business living on.
        signalGroup(child.pid, "SIGKILL");
        groups.delete(child.pid);
      }
      resolve({ code, output, timedOut });
    };
    child.on("error", (error) => {
      output += `${error.message}\n`;
      finish(127);
    });
    child.on("close", (code, signal) => finish(code ?? (signal ? 1 : 0)));
  });

/**
 * Makes Ctrl-C and termination end the children too, with the usual exit code.
 * @returns {() => void} leaves the signals to whoever comes next.
 */
export const endChildrenOnSignals = () => {
  const handlers = Object.entries({ SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }).map(([signal, code]) => [
    signal,
    () => {
      killAll();
      process.exit(code);
    },
  ]);
  for (const [signal, handler] of handlers) process.on(signal, handler);
  process.on("exit", killAll);
  return () => {
    for (const [signal, handler] of handlers) process.off(signal, handler);
  };
};
