import { collectorOptions } from '@weir/collector/options';
import { planeOptions } from '@weir/data-plane/options';
import { apiUrl, grouped, healthOptions, homeOption, logOptions, optionalText, parsed } from '@weir/service';

/** Where the API is and how to be let in: for every command that asks a running Weir. */
export const clientOptions = grouped('Which Weir is asked', {
  api: parsed('http://127.0.0.1:8081', 'URL', 'where the API of a running Weir is; HOST:PORT, as weir up takes it, does as well', apiUrl),
  api_token: optionalText('T|@FILE', 'the token that lets in, itself or the file with it; without it the one in --home is used', { secret: true }),
  home: homeOption,
});

/** Everything that `weir up` can be told. */
export const upOptions = { ...planeOptions, ...collectorOptions, ...healthOptions(), ...logOptions };
