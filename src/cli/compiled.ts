import fs from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { constants, Script } from 'node:vm';
import { crc32 } from 'node:zlib';

/** With more, some are of other versions, and all are removed. OInt has 250 files; a call loads six. */
const MOST_FILES = 300;

/**
 * Keeps the compiled code of the files beside this one for the next start, as `enableCompileCache` does from
 * Node 22 on: compiling takes as long as all else that a call does before its request. Their names contain a
 * hash of their content; V8 refuses what another version compiled, or with other settings.
 */
export function keepCompiled(): void {
  const folder = attempt(ownFolder);
  if (folder === undefined) return;
  const isKept = isOurs(folder);
  const compiled = new Map<string, Script>();
  const load = require.extensions['.js']!;
  require.extensions['.js'] = (module, path) => {
    if (dirname(path) !== __dirname) return load(module, path);
    const file = join(folder, `${process.version}-${process.arch}-${basename(path)}`);
    const text = fs.readFileSync(path, 'utf8');
    const script = new Script(
      `(function (exports, require, module, __filename, __dirname) {${text}\n})`,
      {
        filename: path,
        cachedData: isKept ? read(file) : undefined,
        importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      },
    );
    if (script.cachedDataRejected !== false) compiled.set(file, script);
    const required = (id: string) => module.require(id);
    script
      .runInThisContext()
      .call(module.exports, module.exports, required, module, path, __dirname);
  };
  withoutWarningOf('vm.USE_MAIN_CONTEXT_DEFAULT_LOADER');
  // At the end, when the functions that were called are compiled, too.
  process.on('exit', () => compiled.size > 0 && attempt(() => store(folder, compiled)));
}

/** Node reports it when a file imports a package, which is the user's. */
function withoutWarningOf(experiment: string): void {
  const { emitWarning } = process;
  process.emitWarning = (warning: string | Error, ...rest: unknown[]) => {
    if (!String(warning).startsWith(experiment))
      Reflect.apply(emitWarning, process, [warning, ...rest]);
  };
}

function ownFolder(): string {
  const { XDG_CACHE_HOME: cache = '' } = process.env;
  return join(isAbsolute(cache) ? cache : join(homedir(), '.cache'), 'oint', 'compiled');
}

/** What others may have written is not run. */
function isOurs(folder: string): boolean {
  const found = attempt(() => fs.statSync(folder));
  return found !== undefined && found.uid === process.getuid?.() && (found.mode & 0o022) === 0;
}

/** V8 checks the length of what it reads, and crashes if a disk has changed it. */
function read(file: string): Buffer | undefined {
  const bytes = attempt(() => fs.readFileSync(file));
  const code = bytes?.subarray(0, -4);
  return code?.length && crc32(code) === bytes!.readUInt32LE(code.length) ? code : undefined;
}

function store(folder: string, compiled: ReadonlyMap<string, Script>): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (!isOurs(folder)) return;
  const old = fs.readdirSync(folder);
  if (old.length + compiled.size > MOST_FILES) {
    for (const name of old) fs.rmSync(join(folder, name));
  }
  for (const [file, script] of compiled) {
    const code = script.createCachedData();
    const sum = Buffer.alloc(4);
    sum.writeUInt32LE(crc32(code));
    fs.writeFileSync(`${file}.${process.pid}`, Buffer.concat([code, sum]), { mode: 0o600 });
    fs.renameSync(`${file}.${process.pid}`, file);
  }
}

/** Without its compiled code OInt only starts slower. */
function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
