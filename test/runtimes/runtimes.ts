import { existsSync } from 'node:fs';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../scripts/package/npm.js';
import type { Engine } from './conformance/capabilities.js';
import { exampleRows } from './conformance/example.js';
import { rows as conformance } from './conformance/rows.js';
import { buildExample, EXAMPLE, type Packed } from './packed.js';

/** A place where users run the client. */
export interface Runtime {
  readonly name: string;
  readonly engine: Engine;
  /** The names of the rows that it has to report. */
  readonly rows: readonly string[];
  /** Rejects with what is missing on this machine, and the command that installs it. */
  readonly version: () => Promise<string>;
  /** The command that runs the rows: it gets the address of the lab, or of its page, and that of the sandbox. */
  readonly command: (packed: Packed, url: string, baseUrl: string) => Promise<readonly string[]>;
  /** The page that a browser opens. A browser stays open after the last row; a process has to end. */
  readonly page?: 'conformance' | 'example';
}

const rows = Object.keys(conformance);

async function versionOf(folder: string): Promise<string> {
  const manifest = await readFile(join(folder, 'package.json'), 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}

type Arguments = (packed: Packed, lab: string) => readonly string[] | Promise<readonly string[]>;

/** A runtime that is a package of npm. */
function fromNpm(name: string, engine: Engine, path: string, args: Arguments): Runtime {
  const modules = join(import.meta.dirname, 'node_modules');
  const [folder = ''] = /^(@[^/]+\/)?[^/]+/.exec(path) ?? [];
  return {
    name,
    engine,
    rows,
    version: () => versionOf(join(modules, folder)),
    command: async (packed, lab) => [join(modules, path), ...(await args(packed, lab))],
  };
}

const inNode: Arguments = ({ program }, lab) => [program, lab];

const inDeno: Arguments = ({ program }, lab) => {
  const permissions = ['--cached-only', '--no-prompt', '--allow-net=127.0.0.1,localhost'];
  return ['run', '--quiet', ...permissions, program, lab];
};

const inWorkerd: Arguments = async ({ bundles }, lab) => {
  const config = join(bundles, 'config.capnp');
  // Without `private`, a worker reaches nothing on this machine.
  const text = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = ( services = [
  ( name = "main", worker = (
    modules = [ ( name = "worker.js", esModule = embed "worker.js" ) ],
    bindings = [ ( name = "LAB", text = "${lab}" ) ],
    compatibilityDate = "2026-11-01",
  ) ),
  ( name = "internet", network = ( allow = [ "private" ] ) ),
] );
`;
  await writeFile(config, text);
  return ['test', config];
};

/** A browser of Debian. It is started with a page of the lab, and no driver controls it. */
function fromDebian(
  name: string,
  engine: Engine,
  packages: string,
  files: readonly string[],
  start: (profile: string) => readonly string[],
): Runtime {
  const version = async () => {
    const missing = files.find((file) => !existsSync(file));
    if (missing !== undefined) {
      const install = `apt-get update && apt-get install -y --no-install-recommends ${packages}`;
      throw new Error(`${missing} is missing; as root, on Debian: ${install}`);
    }
    const [file = '', ...args] = start('');
    const output = await run(file, [...args, '--version'], import.meta.dirname);
    return /\d[\w.]*/.exec(output)?.[0] ?? output.trim();
  };
  const command: Runtime['command'] = async ({ folder }, url) => {
    const profile = await mkdtemp(join(folder, 'profile-'));
    return [...start(profile), url];
  };
  return { name, engine, rows, version, command, page: 'conformance' };
}

const MINIBROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const WEBKIT_FILES = [MINIBROWSER, '/usr/bin/xvfb-run', '/usr/bin/xauth'];

const startChromium = (profile: string) =>
  // Its own sandbox does not start for root, as whom containers run.
  ['chromium', '--headless', '--no-sandbox', `--user-data-dir=${profile}`];
const startFirefox = (profile: string) => [
  'firefox-esr',
  '--headless',
  '--no-remote',
  '--profile',
  profile,
];
const startWebKit = () => ['xvfb-run', '-a', MINIBROWSER, '--private'];

const browsers: readonly Runtime[] = [
  fromDebian('Chromium', 'chromium', 'chromium', ['/usr/bin/chromium'], startChromium),
  fromDebian('Firefox', 'firefox', 'firefox-esr', ['/usr/bin/firefox-esr'], startFirefox),
  fromDebian('WebKitGTK', 'webkit', 'webkit2gtk-driver xvfb xauth', WEBKIT_FILES, startWebKit),
];

/** The page of examples/browser, in a page of the lab. */
function exampleIn(browser: Runtime): Runtime {
  return {
    ...browser,
    name: `examples/browser in ${browser.name}`,
    rows: exampleRows,
    version: async () => {
      await browser.version();
      return `vite ${await versionOf(join(EXAMPLE, 'node_modules/vite'))}`;
    },
    command: async (packed, url, baseUrl) => {
      await buildExample(baseUrl);
      return browser.command(packed, url, baseUrl);
    },
    page: 'example',
  };
}

export const runtimes: readonly Runtime[] = [
  fromNpm('Node.js 20', 'node', 'node20/bin/node', inNode),
  fromNpm('Node.js 22', 'node', 'node22/bin/node', inNode),
  fromNpm('Node.js 24', 'node', 'node24/bin/node', inNode),
  fromNpm('Bun', 'bun', '@oven/bun-linux-x64/bin/bun', inNode),
  fromNpm('Deno', 'deno', '@deno/linux-x64-glibc/deno', inDeno),
  fromNpm('workerd', 'workerd', '@cloudflare/workerd-linux-64/bin/workerd', inWorkerd),
  ...browsers,
  ...browsers.map(exampleIn),
];
