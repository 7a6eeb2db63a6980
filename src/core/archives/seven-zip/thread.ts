/**
 * Runs 7-Zip in another thread: it computes for a long time without a pause. It has only the files that
 * it is given, in memory, and at most so much of it.
 *
 * It is text, because no bundler has to find it as a file.
 */
export const THREAD = `
const { parentPort, workerData } = require('node:worker_threads');
const SevenZip = require(workerData.file);
const NO_SPACE = 51;
let left = workerData.memory;
let files;
let lines = [];

const full = () => new files.ErrnoError(NO_SPACE);

/** Counts what is stored, in every way in which a file can grow. */
function limit() {
  files.writeFile('/limited', '');
  const { node } = files.lookupPath('/limited');
  const { write } = node.stream_ops;
  const { setattr } = node.node_ops;
  node.stream_ops.write = (stream, buffer, offset, length, position, own) => {
    const more = (position ?? 0) + length - (stream.node.usedBytes ?? 0);
    if (more > left) throw full();
    left -= Math.max(0, more);
    return write(stream, buffer, offset, length, position, own);
  };
  node.node_ops.setattr = (target, attributes) => {
    const more = (attributes.size ?? 0) - (target.usedBytes ?? 0);
    if (more > left) throw full();
    left -= attributes.size === undefined ? 0 : more;
    return setattr(target, attributes);
  };
  files.unlink('/limited');
}

function walk(folder, path, found) {
  for (const name of files.readdir(folder)) {
    if (name === '.' || name === '..') continue;
    const full = folder + '/' + name;
    const { mode, size } = files.lstat(full);
    const own = path === '' ? name : path + '/' + name;
    if (files.isDir(mode)) walk(full, own, found);
    else if (files.isFile(mode)) found.push({ path: own, size });
  }
  return found;
}

const operations = {
  /** Begins with an empty memory; 'kept' files stay. 7-Zip runs only once in an instance. */
  async new({ kept }) {
    const before = kept.map((path) => [path, files.readFile(path)]);
    lines = [];
    const add = (line) => {
      // Some twenty lines for each entry.
      if (lines.length >= 5000000) throw new Error('it has too many entries');
      lines.push(line);
    };
    const module = await SevenZip({ print: add, printErr: add, stdin: () => null, quit() {} });
    files = module.FS;
    operations.run = ({ args }) => {
      let code;
      try {
        code = module.callMain(args);
      } catch (error) {
        code = typeof error?.status === 'number' ? error.status : -1;
        if (code === -1) lines.push('ERROR: ' + (error?.message ?? error));
      }
      return { code, lines };
    };
    left = workerData.memory;
    limit();
    for (const [path, data] of before) operations.put({ path, data });
  },
  put({ path, data, modified, mode }) {
    const folders = path.split('/').slice(1, -1);
    folders.forEach((_, index) => {
      const folder = '/' + folders.slice(0, index + 1).join('/');
      if (!files.analyzePath(folder).exists) files.mkdir(folder, 0o755);
    });
    if (data !== undefined) files.writeFile(path, data);
    else if (!files.analyzePath(path).exists) files.mkdir(path);
    if (mode !== undefined) files.chmod(path, mode);
    if (modified !== undefined) files.utime(path, modified, modified);
  },
  list({ path }) {
    return files.analyzePath(path).exists ? walk(path, '', []) : [];
  },
  take({ path }) {
    const data = files.readFile(path);
    files.unlink(path);
    return data;
  },
};

parentPort.on('message', async ({ id, name, args }) => {
  try {
    const result = await operations[name](args);
    const transfer = result instanceof Uint8Array ? [result.buffer] : [];
    parentPort.postMessage({ id, result }, transfer);
  } catch (error) {
    const isFull = error?.errno === NO_SPACE;
    parentPort.postMessage({ id, failure: isFull ? 'full' : error?.errno === undefined ? String(error?.stack ?? error) : 'errno ' + error.errno + ' in ' + name + ' ' + args.path });
  }
});
`;
