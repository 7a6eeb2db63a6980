import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../../../package.json' with { type: 'json' };
import { PNG } from '../../../../test/support/definitions.js';
import {
  type Examples,
  MOMENT,
  NO_SERVER,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { OpenAiServer, type Recorded } from '../../../../test/support/openai-server.js';
import { json } from '../../../../test/support/server.js';
import { answersByRoute } from './answers.js';

const server = await OpenAiServer.start();
const EMBEDDED = `OInt's embedded server, ${packageJson.version}`;
const SHAPES = "a test server that responds in the format of OpenAI's API";
const SHOWN = 'http://localhost:8080';

/** The model of an example: on another server, and on the embedded one. */
type Models = readonly [elsewhere: string, embedded?: string];

/** A server, and examples for it: a method with the options of only this example. */
interface Asked {
  example: Ask;
  /** Not recorded. */
  prepare: Ask;
}
type Ask = (method: string, options?: string, models?: Models) => Promise<Answer>;
type Answer = { id: string; status?: string };

/** The examples: recorded with the embedded server if it supports everything in them. */
const parts: readonly ((server: Asked) => Promise<void>)[] = [
  ...[chat, embeddings, models, deletedModel, files, completion, moderation],
  ...[responses, cancelledResponse, pictures, changedPictures, speech, transcription, translation],
  ...[vectorStores, batches, cancelledBatch, uploads, assistants],
];

export const examples: Examples = {
  async run(stage) {
    answerInShapes();
    maskIds(stage);
    stage.set({ OPENAI_API_KEY: SENTINEL });
    await prepareFiles(stage);
    stage.answeredBy(NO_SERVER);
    await structures(stage);
    for (const part of parts) {
      stage.answeredBy(EMBEDDED);
      if (await stage.attempt(() => part(asked(stage, true)))) continue;
      stage.answeredBy(SHAPES);
      await part(asked(stage, false));
    }
  },
};

function asked({ example, prepare }: Stage, isEmbedded: boolean): Asked {
  const by =
    (run: (line: string) => Promise<string>): Ask =>
    async (method, options = '', models = ['']) => {
      const [elsewhere, embedded] = models;
      const where = isEmbedded ? '' : `--url ${server.url} --token env:OPENAI_API_KEY`;
      const model = isEmbedded ? embedded : elsewhere;
      const words = ['oint openai', method, where, model && `--model ${model}`, options];
      const text = await run(words.filter(Boolean).join(' '));
      return text.startsWith('{') ? JSON.parse(text) : {};
    };
  return { example: by(example), prepare: by(prepare) };
}

/** Realistic IDs in place of `one`. */
const IDS: Readonly<Record<string, string>> = {
  responses: 'resp_1',
  uploads: 'upload_1',
  batches: 'batch_1',
  vector_stores: 'vs_1',
  models: 'ft:gpt-5-mini:acme',
};

function answerInShapes(): void {
  for (const [route, answer] of answersByRoute()) {
    const id = IDS[/\/(\w+)/.exec(route)?.[1] ?? ''] ?? 'one';
    const text = JSON.stringify(answer).replaceAll('"one"', JSON.stringify(id));
    server.on(route.replace('/one', `/${encodeURIComponent(id)}`), (request, response) =>
      json(response, { ...JSON.parse(text), ...echoed(request, answer as object) }),
    );
  }
  const picture = { created: 1_726_000_000, data: [{ b64_json: PNG.toString('base64') }] };
  for (const what of ['generations', 'edits', 'variations']) {
    server.on(`POST /images/${what}`, (_, response) => json(response, picture));
  }
}

/** The values of a request that its response repeats, such as a name. */
function echoed(request: Recorded, answer: object): object {
  if (request.headers['content-type'] !== 'application/json') return {};
  const given = Object.entries(request.json()).filter(([key]) => key in answer);
  return Object.fromEntries(given);
}

const PREFIXES =
  'chatcmpl- cmpl- file- resp_ msg_ rs_ fc_ call_ asst_ upload_ part_ batch_ batch_req_ req_ vs_ modr-';

function maskIds({ mask, number }: Stage): void {
  mask(server.url, SHOWN);
  for (const prefix of PREFIXES.split(' ')) {
    number(new RegExp(`\\b${prefix}[0-9a-zA-Z]{12,}\\b`, 'g'), prefix);
  }
  mask(
    /"(created|\w+_at)":( ?)\d{10}\b/g,
    (_, name, space) => `"${name}":${space}${MOMENT.seconds}`,
  );
}

async function prepareFiles({ folder }: Stage): Promise<void> {
  const body = { model: 'oint-guide', messages: [{ role: 'user', content: 'Hello!' }] };
  const request = { custom_id: 'one', method: 'POST', url: '/v1/chat/completions', body };
  const all = {
    'picture.png': PNG,
    'hello.wav': 'RIFF',
    'notes.md': '# Notes\n\nUploadFile uploads a file.\n',
    'manual.md': 'UploadFile uploads a file.\n',
    'training.jsonl': '{"text":"Hi"}\n',
    'requests.jsonl': `${JSON.stringify(request)}\n`,
  };
  for (const [name, bytes] of Object.entries(all)) await writeFile(join(folder, name), bytes);
}

async function structures({ example }: Stage): Promise<void> {
  await example('oint openai GetMessageStructure --role user --text "What is 1C:Enterprise?"');
  await example('oint openai GetUserMessage --text "What is 1C:Enterprise?" --name Ada');
  await example('oint openai GetAssistantMessage --text "A platform for business programs."');
  await example('oint openai GetSystemMessage --text "You answer in one sentence."');
  await example(
    'oint openai GetImageMessageStructure --role user --file picture.png --prompt "What is in this image?"',
  );
  await example(
    'oint openai GetImageDescriptionStructure --prompt "Yellow alpaca" --amount 1 --size 1024x1024',
  );
}

const guide: Models = ['gpt-5-mini', 'oint-guide'];

async function chat({ example }: Asked): Promise<void> {
  await example('GetResponse', '--msgs "How do I list models?"', ['gpt-5-mini']);
}

async function embeddings({ example }: Asked): Promise<void> {
  const options = `--input "['one text','another']" --options "{'dimensions':4}"`;
  await example('GetEmbeddings', options, ['text-embedding-3-small']);
}

async function models({ example }: Asked): Promise<void> {
  await example('GetModelList');
  await example('GetModel', '--id oint-guide');
}

async function deletedModel({ example }: Asked): Promise<void> {
  await example('DeleteModel', '--id ft:gpt-5-mini:acme');
}

async function files({ example }: Asked): Promise<void> {
  const { id } = await example('UploadFile', '--name notes.md --data notes.md --purpose user_data');
  await example('GetFilesList');
  await example('GetFileInformation', `--id ${id}`);
  await example('DownloadFile', `--id ${id}`);
  await example('DeleteFile', `--id ${id}`);
}

async function completion({ example }: Asked): Promise<void> {
  await example('CreateCompletion', '--prompt "Once upon"', ['gpt-5-mini', 'oint-guide']);
}

async function moderation({ example }: Asked): Promise<void> {
  await example('CreateModeration', '--input "Have a nice day."');
}

async function responses({ example }: Asked): Promise<void> {
  const { id } = await example('CreateResponse', '--input "How do I list models?"', guide);
  await example('GetStoredResponse', `--id ${id}`);
  await example('ListResponseInputItems', `--id ${id}`);
  await example('DeleteStoredResponse', `--id ${id}`);
}

async function cancelledResponse({ example, prepare }: Asked): Promise<void> {
  const options = `--input "Tell a long story." --options "{'background':true}"`;
  const { id } = await prepare('CreateResponse', options, guide);
  expectCancelled(await example('CancelResponse', `--id ${id}`));
}

/** A batch that had already ended would be no example of cancelling. */
function expectCancelled({ status = '' }: Answer): void {
  if (!/^cancel/.test(status)) throw new Error(`it had already ended: ${status}`);
}

async function pictures({ example }: Asked): Promise<void> {
  const description = `--descr "{'prompt':'Yellow alpaca','n':1,'size':'256x256'}"`;
  await example('GetImages', description, ['gpt-image-1', 'test-card']);
}

async function changedPictures({ example }: Asked): Promise<void> {
  const edit = '--image picture.png --prompt "The same with a red hat"';
  await example('EditImage', edit, ['gpt-image-1', 'test-card']);
  await example('CreateImageVariation', '--image picture.png', ['dall-e-2', 'test-card']);
}

async function speech({ example }: Asked): Promise<void> {
  const options = '--input "Hello there." --out hello.mp3 && ls hello.mp3';
  await example('GenerateSpeech', options, ['tts-1', 'espeak-ng']);
}

async function transcription({ example }: Asked): Promise<void> {
  await example('CreateTranscription', '--audio hello.wav', ['whisper-1']);
}

async function translation({ example }: Asked): Promise<void> {
  await example('CreateTranslation', '--audio hello.wav', ['whisper-1']);
}

async function batches({ example, prepare }: Asked): Promise<void> {
  const { id: file } = await prepare('UploadFile', requests);
  const { id } = await example('CreateBatch', `--file ${file} --endpoint /v1/chat/completions`);
  await example('GetBatch', `--id ${id}`);
  await example('ListBatches', '--limit 5');
  await prepare('DeleteFile', `--id ${file}`);
}

async function cancelledBatch({ example, prepare }: Asked): Promise<void> {
  const { id: file } = await prepare('UploadFile', requests);
  const { id } = await prepare('CreateBatch', `--file ${file} --endpoint /v1/chat/completions`);
  expectCancelled(await example('CancelBatch', `--id ${id}`));
  await prepare('DeleteFile', `--id ${file}`);
}

const requests = '--name requests.jsonl --data requests.jsonl --purpose batch';

async function uploads({ example, prepare }: Asked): Promise<void> {
  const begin = '--name training.jsonl --size 14 --purpose user_data';
  const { id } = await example('CreateUpload', begin);
  const part = await example('AddUploadPart', `--id ${id} --data training.jsonl`);
  await example('CompleteUpload', `--id ${id} --parts "['${part.id}']"`);
  const other = await prepare('CreateUpload', begin);
  await example('CancelUpload', `--id ${other.id}`);
  await example('UploadLargeFile', '--data training.jsonl --purpose user_data');
}

async function vectorStores({ example, prepare }: Asked): Promise<void> {
  const upload = '--name manual.md --data manual.md --purpose user_data';
  const { id: file } = await prepare('UploadFile', upload);
  const { id } = await example('CreateVectorStore', '--name Manuals');
  await example('GetVectorStore', `--id ${id}`);
  await example('ListVectorStores', '--limit 1');
  await example('UpdateVectorStore', `--id ${id} --name Handbooks`);
  await example('AddVectorStoreFile', `--id ${id} --file ${file}`);
  await example('GetVectorStoreFile', `--id ${id} --file ${file}`);
  await example('ListVectorStoreFiles', `--id ${id}`);
  await example('SearchVectorStore', `--id ${id} --prompt "How is a file uploaded?"`);
  await example('DeleteVectorStoreFile', `--id ${id} --file ${file}`);
  await example('DeleteVectorStore', `--id ${id}`);
  await prepare('DeleteFile', `--id ${file}`);
}

async function assistants({ example }: Asked): Promise<void> {
  const about = '--name Clerk --inst "You answer in one sentence."';
  const { id } = await example('CreateAssistant', about, guide);
  await example('GetAssistantsList', '--limit 5');
  await example('RetrieveAssistant', `--id ${id}`);
  await example('DeleteAssistant', `--id ${id}`);
}
