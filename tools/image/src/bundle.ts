// `node tools/image/src/bundle.ts APP FOLDER`: what an image has in /app, into a folder that is empty or not there. docs/images.md.
import { resolve } from 'node:path';
import { bundleApp } from './bundle-app.ts';
import { BundleError } from './bundle-error.ts';
import { root } from './workspace.ts';
import { writeBundle } from './write-bundle.ts';

const [app, folder, ...more] = process.argv.slice(2);
try {
  if (app === undefined || folder === undefined || more.length > 0) throw new BundleError('usage: node tools/image/src/bundle.ts APP FOLDER');
  const bundle = await bundleApp(root, app);
  writeBundle(bundle, resolve(folder));
  const bytes = [...bundle.files.values()].reduce((sum, { byteLength }) => sum + byteLength, 0);
  process.stdout.write(`${folder}: ${bundle.files.size} files, ${(bytes / 1e6).toFixed(1)} MB\n`);
} catch (error) {
  process.stderr.write(`bundle: ${error instanceof BundleError ? error.message : (error as Error).stack}\n`);
  process.exitCode = 1;
}
