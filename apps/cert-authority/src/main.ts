import { runService } from '@weir/service';
import { authorityService } from './service.ts';

await runService(authorityService);
