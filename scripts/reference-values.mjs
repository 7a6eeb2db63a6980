// The values that the reference's tests expect, for local servers: the embedded server, and files.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ', 'base64');

/** What the examples of databases read from a file: people, of whom a hundred are enough. */
const DATA = [
  'CREATE TABLE IF NOT EXISTS test_data (id INT, first_name VARCHAR(50), last_name VARCHAR(50),',
  'email VARCHAR(50), gender VARCHAR(50), ip_address VARCHAR(20));\nINSERT INTO test_data VALUES\n',
  Array.from({ length: 100 }, (_, at) => {
    const gender = at % 2 ? 'Male' : 'Female';
    return `(${at + 1}, 'First${at}', 'Last${at}', 'a${at}@example.com', '${gender}', '10.0.0.${at}')`;
  }).join(',\n'),
].join('');

/** Models of the embedded server in place of those that the examples name. */
export const MODELS = {
  'smolvlm-256m-instruct': 'oint-guide',
  'moondream2-20250414': 'oint-guide',
  'arcee-ai_afm-4.5b': 'oint-hash',
  'bark-cpp-small': 'espeak-ng',
  'sd-1.5-ggml': 'test-card',
};

/** What later examples need of earlier results: a field, or all of it in a file of this kind. */
const KEEP = {
  'OpenAI.CreateAssistant': { as: 'OpenAI_Assistant', field: 'id' },
  'OpenAI.UploadFile': { as: 'OpenAI_File', field: 'id' },
  'OpenAI.GenerateSpeech': { as: 'OpenAI_Speech', file: 'wav' },
  'Slack.SendMessage': { as: 'Slack_MessageTS', field: 'ts' },
  'Slack.CreateChannel': { as: 'Slack_NewChannel', field: 'channel.id' },
  'Slack.OpenDialog': { as: 'Slack_Dialog', field: 'channel.id' },
  'Airtable.CreateDatabase': { as: 'Airtable_Base', field: 'id' },
  'Airtable.CreateTable': { as: 'Airtable_Table', field: 'id' },
  'Airtable.CreateField': { as: 'Airtable_Field', field: 'id' },
  'Airtable.CreatePosts': { as: 'Airtable_Record', field: 'records.0.id' },
  'Airtable.CreateComment': { as: 'Airtable_Comment', field: 'id' },
  'Dropbox.UploadFileByURL': { as: 'Dropbox_Job', field: 'async_job_id' },
  'Dropbox.GetObjectVersionList': { as: 'Dropbox_FileRevision', field: 'entries.0.rev' },
  'Dropbox.PublishFolder': { as: 'Dropbox_SharedFolder', field: 'shared_folder_id' },
  'RSS.CreateFeedRSS': { as: 'RSS_FeedXML', file: 'xml' },
  'RSS.СоздатьФидRSS': { as: 'RSS_FeedXML', file: 'xml' },
  'RSS.CreateFeedAtom': { as: 'RSS_AtomFeedXML', file: 'xml' },
  'RSS.СоздатьФидAtom': { as: 'RSS_AtomFeedXML', file: 'xml' },
};

/** An extension of SQLite with the function that an example calls. */
const EXTENSION = `
#include "sqlite3ext.h"
SQLITE_EXTENSION_INIT1
static void uuid4(sqlite3_context *c, int n, sqlite3_value **v) {
  sqlite3_result_text(c, "8f8f6a5e-3a55-4d0e-9d46-2f1d1f0c7a11", -1, SQLITE_STATIC);
}
int sqlite3_uuid_init(sqlite3 *db, char **e, const sqlite3_api_routines *api) {
  SQLITE_EXTENSION_INIT2(api);
  return sqlite3_create_function(db, "uuid4", 0, SQLITE_UTF8, 0, uuid4, 0, 0);
}`;

function extension(folder) {
  const headers = new URL('../node_modules/better-sqlite3/deps/sqlite3', import.meta.url).pathname;
  const file = join(folder, 'uuid.so');
  const args = ['-shared', '-fPIC', '-x', 'c', '-', '-I', headers, '-o', file];
  execFileSync('cc', args, { input: EXTENSION });
  return file;
}

/** Starts the servers, with their data in a folder. `close` ends them. */
export async function localValues(folder, main) {
  const picture = join(folder, 'picture.png');
  await writeFile(picture, PICTURE);
  const sql = join(folder, 'data.sql');
  await writeFile(sql, DATA);
  const port = await freePort();
  const env = { PATH: process.env.PATH, HOME: folder };
  const args = [main, 'local', 'serve', '--port', String(port)];
  const server = spawn(process.execPath, args, { env, stdio: 'ignore' });
  try {
    await answers(`http://127.0.0.1:${port}/v1/models`);
  } catch (error) {
    server.kill();
    throw error;
  }
  return {
    values: {
      keep: KEEP,
      ...{ Picture: picture, Picture2: picture, Gif: picture, GIF: picture, Document: picture },
      ...{ SQL: sql, SQL2: sql },
      OpenAI_URL: `http://127.0.0.1:${port}`,
      OpenAI_Token: 'any',
      OpenAI_File: 'file-1',
      SQLite_ExtLinux: extension(folder),
    },
    async close() {
      const ended = new Promise((resolve) => server.once('close', resolve));
      server.kill();
      await ended;
    },
  };
}

const SERVERS = 'test/reference/servers.test.ts';

/** Starts the servers of these modules, which are those of OInt's own tests. `close` ends them. */
export async function servedFor(folder, names) {
  const file = join(folder, 'servers.json');
  const env = {
    ...process.env,
    OINT_TEST_BUILT: '1',
    OINT_REFERENCE_SERVERS: file,
    OINT_REFERENCE_MODULES: [...names].join(','),
  };
  const cwd = fileURLToPath(new URL('..', import.meta.url));
  const args = ['vitest', 'run', SERVERS];
  const running = spawn('npx', args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [running.stdout, running.stderr])
    stream.on('data', (data) => (output += data));
  const ended = new Promise((resolve) => running.once('close', resolve));
  let isRunning = true;
  ended.then(() => (isRunning = false));
  while (!existsSync(file)) {
    if (!isRunning) throw new Error(`the servers did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return {
    ...JSON.parse(await readFile(file, 'utf8')),
    async close() {
      await writeFile(`${file}.done`, '');
      await ended;
    },
  };
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/** Waits until a server answers. */
async function answers(url) {
  for (let attempts = 0; attempts < 100; attempts++) {
    const found = await fetch(url).catch(() => undefined);
    if (found?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${url} does not answer`);
}
