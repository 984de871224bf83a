import { grouped, optionalText, size } from '@weir/service';

/** Where batches wait while NATS is away. */
export const spoolOptions = grouped('While NATS is away', {
  spool_dir: optionalText('DIR', "the folder where batches wait on disk, of one process at a time; without it spool/ and the service's name in --home"),
  spool_limit: size('1g', 'keep so much there: from half of it on bodies are left out, beyond it flows are lost, and counted; 0 is no spool'),
});
