// Directus in two processes behind one port, as its own image runs it in several.
import cluster from "node:cluster";
import { pathToFileURL } from "node:url";

if (cluster.isPrimary) {
  cluster.fork();
  cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.kill("SIGKILL");
    process.exit(0);
  });
} else {
  process.argv = [process.argv[0], "directus", "start"];
  await import(pathToFileURL(process.env.DIRECTUS_CLI).href);
}
