import { isMainThread } from 'node:worker_threads';

// For `node --import`: what a library might leave behind, which keeps the process for good.
if (isMainThread) setInterval(() => undefined, 60_000);
