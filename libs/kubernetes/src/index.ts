export { ClusterError, openCluster, type Cluster, type ClusterOptions } from './cluster.ts';
export { TokenReviewer, type Reviewed, type TokenReviewerOptions } from './token-reviewer.ts';
