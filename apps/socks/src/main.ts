import { runProxyService } from '@weir/data-plane/service';

await runProxyService({
  name: 'socks',
  summary: 'the SOCKS5 proxy',
  mode: 'socks5',
  spec: 'socks5',
  examples: [
    ['weir-socks --proxyauth @/etc/weir/users', 'on port 1080, for the users of that file'],
  ],
});
