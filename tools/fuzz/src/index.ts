export { campaign, type CampaignOptions, type Failure, type Progress, type Report } from './campaign.ts';
export type { Target } from './target.ts';
export { targets } from './targets.ts';
