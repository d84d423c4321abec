import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { run, type Tarball } from './npm.js';

/** What the checks look at. */
export interface Subject {
  readonly tarball: Tarball;
  /** The file that lists what the tarball may contain. */
  readonly listing: string;
  /** A user's project: test/package/project with the tarball installed. */
  readonly project: string;
  /** test/package/tools with its tools installed. */
  readonly tools: string;
}

/** Gives the problem, or an empty text. A check that rejects has failed, too. */
export type Check = (subject: Subject) => Promise<string>;

/** Everything that must be true of the package, by name. The checks are independent and run side by side. */
export const checks: Readonly<Record<string, Check>> = {
  files: checkFiles,
  size: checkSize,
  dependencies: checkDependencies,
  'bundle for browsers': checkBundle,
  'client in Node.js': (subject) => checkProgram('run.mjs', subject),
  'sandbox in Node.js': (subject) => checkProgram('sandbox.mjs', subject),
  publint: checkWithPublint,
  attw: checkWithAttw,
  'TypeScript 5.9': (subject) => checkTypes('5.9', subject),
  'TypeScript 6.0': (subject) => checkTypes('6.0', subject),
  'TypeScript 7.0': (subject) => checkTypes('7.0', subject),
};

async function checkFiles({ tarball, listing }: Subject): Promise<string> {
  const listed = (await readFile(listing, 'utf8')).split(/\r?\n/).filter(Boolean);
  const differences = compareLists(listed, tarball.files);
  if (differences.length === 0) return '';
  return ['To accept the change: npm run check:package -- --write', ...differences].join('\n');
}

/** What is unexpected as `+ name`, what is missing as `- name`. */
export function compareLists(expected: readonly string[], found: readonly string[]): string[] {
  return [
    ...found.filter((name) => !expected.includes(name)).map((name) => `+ ${name}`),
    ...expected.filter((name) => !found.includes(name)).map((name) => `- ${name}`),
  ];
}

const MAX_BYTES = 400_000;

function checkSize({ tarball: { bytes } }: Subject): Promise<string> {
  const problem = `The tarball has ${bytes} bytes; at most ${MAX_BYTES} are allowed`;
  return Promise.resolve(bytes > MAX_BYTES ? problem : '');
}

/** Installing the package brings openapi-fetch and its types, and nothing else. */
async function checkDependencies({ project }: Subject): Promise<string> {
  const expected = ['funnelfox-billing-client', 'openapi-fetch', 'openapi-typescript-helpers'];
  const installed = await readdir(join(project, 'node_modules'));
  const packages = installed.filter((name) => !name.startsWith('.'));
  return compareLists(expected, packages).join('\n');
}

/** A page that imports the client gets the client and openapi-fetch: no module of Node.js, nothing of the sandbox. */
async function checkBundle({ project }: Subject): Promise<string> {
  const { metafile } = await build({
    stdin: { contents: "export * from 'funnelfox-billing-client'", resolveDir: project },
    absWorkingDir: project,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    write: false,
    metafile: true,
    logLevel: 'silent',
  });
  const expected =
    /^<stdin>$|^node_modules\/(funnelfox-billing-client\/dist\/(?!sandbox)|openapi-fetch\/)/;
  const unexpected = Object.keys(metafile.inputs).filter((file) => !expected.test(file));
  return compareLists([], unexpected).join('\n');
}

/** Runs a user's program, with nothing installed but the package. */
async function checkProgram(file: string, { project }: Subject): Promise<string> {
  await run(process.execPath, [file], project);
  return '';
}

async function checkWithPublint({ tarball, tools }: Subject): Promise<string> {
  const cli = join(tools, 'node_modules/publint/src/cli.js');
  const output = await run(process.execPath, [cli, 'run', tarball.path, '--strict'], tools);
  // publint does not fail for a suggestion.
  return output.includes('All good!') ? '' : output;
}

async function checkWithAttw({ tarball, tools }: Subject): Promise<string> {
  const cli = join(tools, 'node_modules/@arethetypeswrong/cli/dist/index.js');
  const args = ['--profile', 'esm-only', '--no-definitely-typed', '--no-emoji', '--no-color'];
  await run(process.execPath, [cli, tarball.path, ...args], tools);
  return '';
}

const RESOLUTIONS = [
  { module: 'nodenext', moduleResolution: 'nodenext' },
  { module: 'esnext', moduleResolution: 'bundler' },
];
const PLATFORMS = [
  { lib: ['ES2022', 'DOM'], types: [] },
  { lib: ['ES2022'], types: ['node'] },
];

/** Compiles the programs with both module resolutions, for a page and for Node.js, with every check of declarations. */
async function checkTypes(version: string, { project, tools }: Subject): Promise<string> {
  const settings = RESOLUTIONS.flatMap((resolution) =>
    PLATFORMS.map((platform) => ({ ...resolution, ...platform })),
  );
  const configs = settings.map((_, index) => `tsconfig.${version}.${index}.json`);
  for (const [index, setting] of settings.entries()) {
    const compilerOptions = {
      ...setting,
      target: 'ES2022',
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
      // Every type of what the programs export has a name that others can use.
      declaration: true,
      // Nothing is found unasked: a page has no @types/node.
      typeRoots: [join(tools, 'node_modules/@types')],
    };
    const config = { compilerOptions, files: ['program.ts', 'misuse.ts', 'sandbox.ts'] };
    await writeFile(join(project, configs[index] ?? ''), JSON.stringify(config));
  }
  const tsc = join(tools, `node_modules/typescript-${version}/bin/tsc`);
  // In build mode, one process reads each library once for all configurations.
  await run(process.execPath, [tsc, '--build', ...configs, '--pretty', 'false'], project);
  return '';
}
