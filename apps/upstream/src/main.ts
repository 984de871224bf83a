import { runProxyService } from '@weir/data-plane/service';

await runProxyService({
  name: 'upstream',
  summary: 'an explicit proxy that hands on to the next one',
  mode: 'upstream',
  examples: [
    ['weir-upstream --mode upstream:http://proxy:3128', 'through proxy:3128, on port 8080'],
  ],
});
