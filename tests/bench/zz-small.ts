import { runClient } from "./client/index.ts";
const rows = await runClient({ patients: 300, say: (l) => console.error(l) });
console.log(JSON.stringify(rows));
