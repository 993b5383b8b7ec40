// Runs before anything is installed and on any Node: no dependencies, no new syntax.

/** Ends the process with one clear line when this Node is older than package.json's `engines` says. */
export const requireNode = () => {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  process.stderr.write(
    `ArogyaSync needs Node 20.19 or newer; this is ${process.version}. Install a newer one from https://nodejs.org and try again.\n`,
  );
  process.exit(1);
};
