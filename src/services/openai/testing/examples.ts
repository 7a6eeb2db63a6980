import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import packageJson from '../../../../package.json' with { type: 'json' };
import { PNG } from '../../../../test/support/definitions.js';
import {
  type Examples,
  ITSELF,
  MOMENT,
  SENTINEL,
  type Stage,
} from '../../../../test/support/examples.js';
import { OpenAiServer, type Recorded } from '../../../../test/support/openai-server.js';
import { json } from '../../../../test/support/server.js';
import { answersByRoute } from './answers.js';

const server = await OpenAiServer.start();
const EMBEDDED = `OInt's embedded server, ${packageJson.version}`;
const SHAPES = "a test server that answers in the shapes of OpenAI's API";
const SHOWN = 'http://localhost:8080';

/**
 * A server, and lines for it: a method with what only this line needs. `model` is for a server that
 * is not the embedded one, which has a model of its own for each task.
 */
interface Asked {
  example: Ask;
  /** Without a record. */
  prepare: Ask;
}
type Ask = (method: string, options?: string, model?: string) => Promise<{ id: string }>;

type Part = (server: Asked, stage: Stage) => Promise<void>;

/** What there is to show, each with a line that tells whether the embedded server does such things. */
const parts: readonly [probe: string, part: Part][] = [
  ['GetResponse --msgs hello', chat],
  ['GetEmbeddings --input hello', embeddings],
  ['GetModelList', models],
  ['GetFilesList', files],
  ['CreateCompletion --prompt hello', completion],
  ['CreateModeration --input hello', moderation],
  ['ListResponseInputItems --id none', responses],
  ['CancelResponse --id none', cancelledResponse],
  [`GetImages --descr "{'prompt':'alpaca'}"`, pictures],
  ['EditImage --image picture.png --prompt hat', changedPictures],
  ['GenerateSpeech --input Hello --out probe.audio', speech],
  ['CreateTranscription --audio probe.wav', transcription],
  ['ListVectorStores', vectorStores],
  ['ListBatches', batches],
  ['CancelUpload --id none', uploads],
  ['GetAssistantsList', assistants],
  ['DeleteModel --id none', deletedModel],
];

export const examples: Examples = {
  async run(stage) {
    answerInShapes();
    maskIds(stage);
    stage.set({ OPENAI_API_KEY: SENTINEL });
    await structures(stage);
    for (const [probe, part] of parts) {
      const isEmbedded = await embeddedAnswers(stage, probe);
      stage.answeredBy(isEmbedded ? EMBEDDED : SHAPES);
      await part(asked(stage, isEmbedded), stage);
    }
  },
};

/** Whether the embedded server does such things: it says so where it does not, or has no model. */
async function embeddedAnswers({ prepare }: Stage, probe: string): Promise<boolean> {
  const said = await prepare(`oint openai ${probe} --url local 2>&1 || true`);
  return !/answered 501|--model is missing/.test(said);
}

function asked({ example, prepare }: Stage, isEmbedded: boolean): Asked {
  const with_ =
    (run: (line: string) => Promise<string>): Ask =>
    async (method, options = '', model = '') => {
      const where = `--url ${server.url} --token env:OPENAI_API_KEY`;
      const words = isEmbedded ? [] : [where, model && `--model ${model}`];
      const text = await run(['oint openai', method, ...words, options].filter(Boolean).join(' '));
      return text.startsWith('{') ? JSON.parse(text) : {};
    };
  return { example: with_(example), prepare: with_(prepare) };
}

/** IDs of the kind that servers give, in place of `one`. */
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

/** What an answer repeats of what was asked: the name of a thing that is made, and the like. */
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

async function structures({ answeredBy, example, folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'picture.png'), PNG);
  answeredBy(ITSELF);
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

async function chat({ example }: Asked): Promise<void> {
  await example('GetResponse', '--msgs "How do I list models?"', 'gpt-5-mini');
}

async function embeddings({ example }: Asked): Promise<void> {
  const options = `--input "['one text','another']" --options "{'dimensions':4}"`;
  await example('GetEmbeddings', options, 'text-embedding-3-small');
}

async function models({ example }: Asked): Promise<void> {
  await example('GetModelList');
  await example('GetModel', '--id oint-guide');
}

async function deletedModel({ example }: Asked): Promise<void> {
  await example('DeleteModel', '--id ft:gpt-5-mini:acme');
}

async function files({ example }: Asked, { folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'notes.md'), '# Notes\n\nUploadFile uploads a file.\n');
  const { id } = await example('UploadFile', '--name notes.md --data notes.md --purpose user_data');
  await example('GetFilesList');
  await example('GetFileInformation', `--id ${id}`);
  await example('DownloadFile', `--id ${id}`);
  await example('DeleteFile', `--id ${id}`);
}

async function completion({ example }: Asked): Promise<void> {
  await example('CreateCompletion', '--prompt "Once upon"', 'gpt-5-mini');
}

async function moderation({ example }: Asked): Promise<void> {
  await example('CreateModeration', '--input "Have a nice day."');
}

async function responses({ example }: Asked): Promise<void> {
  const { id } = await example('CreateResponse', '--input "How do I list models?"', 'gpt-5-mini');
  await example('GetStoredResponse', `--id ${id}`);
  await example('ListResponseInputItems', `--id ${id}`);
  await example('DeleteStoredResponse', `--id ${id}`);
}

async function cancelledResponse({ example, prepare }: Asked): Promise<void> {
  const options = `--input "Tell a long story." --options "{'background':true}"`;
  const { id } = await prepare('CreateResponse', options, 'gpt-5-mini');
  await example('CancelResponse', `--id ${id}`);
}

async function pictures({ example }: Asked): Promise<void> {
  const description = `--descr "{'prompt':'Yellow alpaca','n':1,'size':'256x256'}"`;
  await example('GetImages', description, 'gpt-image-1');
}

async function changedPictures({ example }: Asked): Promise<void> {
  const edit = '--image picture.png --prompt "The same with a red hat"';
  await example('EditImage', edit, 'gpt-image-1');
  await example('CreateImageVariation', '--image picture.png', 'dall-e-2');
}

async function speech({ example }: Asked): Promise<void> {
  const options = '--input "Hello there." --out hello.mp3 && wc -c hello.mp3';
  await example('GenerateSpeech', options, 'tts-1');
}

async function transcription({ example }: Asked, { folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'hello.wav'), wav(1));
  await example('CreateTranscription', '--audio hello.wav', 'whisper-1');
  await example('CreateTranslation', '--audio hello.wav', 'whisper-1');
}

/** A sound file of so many seconds of silence. */
function wav(seconds: number): Buffer {
  const rate = 8_000;
  const head = Buffer.from('RIFF----WAVEfmt ----------------data----');
  const bytes = seconds * rate;
  const numbers = [
    [4, 36 + bytes],
    [16, 16],
    // PCM, one channel, and how much of it makes a second.
    [20, 0x0001_0001],
    [24, rate],
    [28, rate],
    // A byte a sample, of 8 bits.
    [32, 0x0008_0001],
    [40, bytes],
  ] as const;
  const whole = Buffer.concat([head, Buffer.alloc(44 - head.length), Buffer.alloc(bytes, 0x80)]);
  for (const [at, number] of numbers) whole.writeUInt32LE(number, at);
  return whole;
}

async function batches({ example, prepare }: Asked, { folder }: Stage): Promise<void> {
  const body = { model: 'oint-guide', messages: [{ role: 'user', content: 'Hello!' }] };
  const request = { custom_id: 'one', method: 'POST', url: '/v1/chat/completions', body };
  await writeFile(join(folder, 'requests.jsonl'), `${JSON.stringify(request)}\n`);
  const upload = '--name requests.jsonl --data requests.jsonl --purpose batch';
  const { id: file } = await prepare('UploadFile', upload);
  const { id } = await example('CreateBatch', `--file ${file} --endpoint /v1/chat/completions`);
  await example('GetBatch', `--id ${id}`);
  await example('ListBatches', '--limit 5');
  await example('CancelBatch', `--id ${id}`);
}

async function uploads({ example, prepare }: Asked, { folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'training.jsonl'), '{"text":"Hi"}\n');
  const begin = '--name training.jsonl --size 14 --purpose user_data';
  const { id } = await example('CreateUpload', begin);
  const part = await example('AddUploadPart', `--id ${id} --data training.jsonl`);
  await example('CompleteUpload', `--id ${id} --parts "['${part.id}']"`);
  const other = await prepare('CreateUpload', begin);
  await example('CancelUpload', `--id ${other.id}`);
  await example('UploadLargeFile', '--data training.jsonl --purpose user_data');
}

async function vectorStores({ example, prepare }: Asked, { folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'manual.md'), 'UploadFile uploads a file.\n');
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
  const { id } = await example('CreateAssistant', about, 'gpt-5-mini');
  await example('GetAssistantsList', '--limit 5');
  await example('RetrieveAssistant', `--id ${id}`);
  await example('DeleteAssistant', `--id ${id}`);
}
