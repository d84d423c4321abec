import { availableParallelism } from 'node:os';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runNode } from './command.js';
import { runAll } from '../pool.js';

const MODULES = { nodenext: 'nodenext', bundler: 'esnext' };

const PLATFORMS = {
  DOM: { lib: ['ES2022', 'DOM'], types: [] },
  'no DOM': { lib: ['ES2022'], types: ['node'] },
};

/** One way to compile the programs. */
export interface Compilation {
  /** The compiler's version. */
  readonly compiler: string;
  /** The module resolution and the platform. */
  readonly under: string;
  /** What the compiler found; empty when all is well. */
  readonly problem: string;
}

/** Compiles a project's programs in every way there is, with the compilers among the tools. */
export async function compileAll(project: string, tools: string): Promise<readonly Compilation[]> {
  const tasks: (() => Promise<Compilation>)[] = [];
  for (const compiler of await findCompilers(tools))
    for (const [moduleResolution, module] of Object.entries(MODULES))
      for (const [platform, library] of Object.entries(PLATFORMS)) {
        const under = `${moduleResolution}, ${platform}`;
        // Where the tools' types are is said, because nothing may be found unasked: a page has no @types/node.
        const typeRoots = [join(tools, 'node_modules/@types')];
        const options = { ...library, typeRoots, module, moduleResolution };
        tasks.push(async () => ({
          compiler: compiler.version,
          under,
          problem: await compile(compiler, options, project, under),
        }));
      }
  return runAll(tasks, availableParallelism());
}

interface Compiler {
  readonly version: string;
  readonly tsc: string;
}

async function compile(
  { version, tsc }: Compiler,
  options: object,
  project: string,
  under: string,
): Promise<string> {
  const config = `tsconfig.${version}.${under.replaceAll(/\W+/g, '-')}.json`;
  const compilerOptions = {
    ...options,
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
  };
  const files = ['program.ts', 'misuse.ts'];
  await writeFile(join(project, config), JSON.stringify({ compilerOptions, files }));
  const { ok, output } = await runNode([tsc, '-p', config, '--pretty', 'false'], project);
  return ok ? '' : output;
}

/** The tools that are compilers: their names begin with `typescript-`. */
/** The versions of TypeScript that the declarations are for. */
const SUPPORTED = ['5.9', '6.0', '7.0'];

async function findCompilers(tools: string): Promise<readonly Compiler[]> {
  const folders = SUPPORTED.map((version) => join(tools, 'node_modules', `typescript-${version}`));
  return Promise.all(
    folders.map(async (folder) => {
      const { version } = await readManifest(folder);
      return { version, tsc: join(folder, 'bin/tsc') };
    }),
  );
}

interface Manifest {
  readonly version: string;
}

async function readManifest(folder: string): Promise<Manifest> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as Manifest;
}
