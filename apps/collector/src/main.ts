import { runService } from '@weir/service';
import { collectorService } from './service.ts';

await runService(collectorService);
