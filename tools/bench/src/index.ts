export { errorCount, type Endpoint, type Latency, type LoadJob, type LoadResult, type Way } from './load/job.ts';
export { runLoad } from './load/load.ts';
export { LoadProcess } from './load-process.ts';
export { treeUsage, type Usage } from './proc/usage.ts';
