// Builds ../static/booth.js from src/main.ts: one module, not minified, so that what runs in the
// browser can be read. The same sources and lock file give the same bytes; CI compares them.
// --test builds the unit tests into .test-build instead.
import { readdirSync, rmSync } from 'node:fs';
import { build } from 'esbuild';

const common = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'inline',
  logLevel: 'warning',
};

if (process.argv.includes('--test')) {
  rmSync('.test-build', { recursive: true, force: true });
  const files = readdirSync('test').filter((name) => name.endsWith('.test.ts'));
  await build({
    ...common,
    entryPoints: files.map((name) => `test/${name}`),
    platform: 'node',
    outdir: '.test-build',
    outExtension: { '.js': '.mjs' },
  });
} else {
  await build({
    ...common,
    entryPoints: ['src/main.ts'],
    platform: 'browser',
    outfile: process.argv[2] ?? '../static/booth.js',
    banner: { js: '// Built from service/web/booth/src by npm run build: do not edit.' },
  });
}
