import { beforeAll, describe, expect, it } from 'vitest';
import { methodOf, serviceOf } from '../../../../test/support/manifest.js';
import {
  byCategory,
  type MethodManifest,
  readIndex,
  readManifests,
  type ServiceManifest,
} from '../../../catalogue/manifest.js';
import { Guide, type Said } from './guide.js';

/** The guide over the OpenAI service alone, which most tests below use; and the one that users have. */
let services: ServiceManifest[];
let guide: Guide;
let whole: Guide;
beforeAll(async () => {
  const all = [...readManifests()];
  services = all.filter(({ name }) => name === 'openai');
  guide = await Guide.over(services);
  whole = await Guide.over(all);
});

const said = (role: Said['role'], text: string) => ({ role, text, pictures: [] });
const ask = (question: string) => guide.answer([said('user', question)]);
const methodIn = (answer: string) => /^(\w+) \(\w+\): /m.exec(answer)?.[1];

/** Questions as people ask them, with the method that answers them. */
const QUESTIONS: readonly (readonly [method: string, ...questions: string[]])[] = [
  [
    'GetResponse',
    'How do I talk to a model?',
    'ask a model a question',
    'chat with an AI',
    'How do I get an answer from a model?',
    'generate a chat completion',
    'How do I chat with LocalAI?',
    'how do I stream an answer',
  ],
  ['GetImages', 'How do I generate an image?', 'draw a picture of a cat', 'make an image'],
  ['GetImages', 'create pictures from a description', 'image generation'],
  ['GetEmbeddings', 'How do I get embeddings?', 'turn text into a vector', 'vectorize texts'],
  ['GetEmbeddings', 'compare two texts', 'embeding'],
  ['GetMessageStructure', 'How do I build a message with a role?', 'message structure'],
  ['GetUserMessage', 'make a user message', 'How do I write a message of the user?'],
  ['GetAssistantMessage', 'assistant message'],
  ['GetAssistantMessage', 'add an earlier answer of the model to the conversation'],
  ['GetSystemMessage', 'How do I set the system prompt?', 'tell the model how to behave'],
  ['GetImageMessageStructure', 'How do I show a picture to the model?', 'ask about a photo'],
  ['GetImageMessageStructure', 'what is in this image?', 'message with a picture', 'vision'],
  ['GetImageDescriptionStructure', 'describe what picture to draw'],
  ['GetImageDescriptionStructure', 'generate a picture with a transparent background'],
  ['GetAssistantsList', 'list assistants', 'which assistants are there?'],
  ['CreateAssistant', 'create an assistant', 'How do I make a new bot with instructions?'],
  ['RetrieveAssistant', 'get an assistant by its id', 'look up one assistant'],
  ['DeleteAssistant', 'how to remove an assistant?'],
  ['GetFilesList', 'List all files', 'which files are on the server?', 'show my files'],
  ['GetFilesList', 'How can I see what files I uploaded?'],
  ['UploadFile', 'How do I upload a file?', 'how can I send a document to the server'],
  ['UploadFile', 'uplod a fiel', 'upload invoice', 'I want to put a PDF on the server'],
  ['UploadFile', 'hello, I would like to upload a photo please'],
  ['GetFileInformation', 'How big is a file?', 'information about a file'],
  ['DownloadFile', 'How do I download a file?', 'save a stored file to disk'],
  ['DownloadFile', 'get the content of a file'],
  ['DeleteFile', 'delete a file', 'get rid of an uploaded file', 'delet fiel'],
  ['GenerateSpeech', 'text to speech', 'make the computer say something', 'choose a voice'],
  ['GenerateSpeech', 'read a text aloud', 'How do I create an mp3 from text?', 'tts'],
  ['CreateTranscription', 'speech to text', 'How do I transcribe audio?', 'dictation'],
  ['CreateTranscription', 'convert an mp3 to text', 'write down what is said in a podcast'],
  ['CreateTranscription', 'transcibe audio', 'make subtitles for a video', 'recognise speech'],
  ['GetModelList', 'which models are there?', 'what models does the server offer'],
  ['GetModelList', 'available models', 'list models'],
  ['CreateTranscription', 'options of create_transcription', 'what does createtranscription do?'],
  ['CreateTranslation', 'How do I translate speech into English?'],
  ['GetModel', 'get one model by its id'],
  ['DeleteModel', 'delete a fine-tuned model'],
  ['CreateResponse', 'create a response'],
  ['GetStoredResponse', 'get a response that the server keeps'],
  ['DeleteStoredResponse', 'delete a stored response', 'delete a response that is kept'],
  ['CancelResponse', 'cancel a response in the background'],
  ['ListResponseInputItems', 'what was the input of a response made from'],
  ['EditImage', 'edit a photo', 'How do I edit an image?'],
  ['CreateImageVariation', 'make variations of an image'],
  ['CreateCompletion', 'continue a plain text'],
  ['CreateModeration', 'moderate a comment', 'is this text harmful?'],
  ['UploadLargeFile', 'upload a large file', 'upload a file in several parts'],
  ['CreateUpload', 'start an upload in parts'],
  ['AddUploadPart', 'add a part to an upload'],
  ['CompleteUpload', 'complete an upload'],
  ['CancelUpload', 'cancel an upload'],
  ['CreateBatch', 'create a batch of requests'],
  ['GetBatch', 'what is the status of my batch?'],
  ['CancelBatch', 'cancel a batch'],
  ['ListBatches', 'list my batches', 'which batches are there?'],
  ['CreateVectorStore', 'create a vector store'],
  ['GetVectorStore', 'get a vector store by its id'],
  ['ListVectorStores', 'list vector stores'],
  ['UpdateVectorStore', 'update the name of a vector store'],
  ['DeleteVectorStore', 'delete a vector store'],
  ['AddVectorStoreFile', 'add a file to a vector store'],
  ['GetVectorStoreFile', 'get a file of a vector store'],
  ['ListVectorStoreFiles', 'list the files of a vector store'],
  ['DeleteVectorStoreFile', 'delete a file from a vector store'],
  ['SearchVectorStore', 'search my files by meaning', 'search a vector store'],
];

describe('the guide', () => {
  it.each(QUESTIONS.flatMap(([method, ...all]) => all.map((question) => [question, method])))(
    '%s → %s',
    (question, method) => {
      expect(methodIn(ask(question))).toBe(method);
    },
  );

  it('has a test question for every method of the OpenAI service', () => {
    const { regions } = services.find(({ name }) => name === 'openai')!;
    const methods = regions.flatMap((region) => region.methods.map(({ name }) => name));
    expect(new Set(QUESTIONS.map(([method]) => method))).toEqual(new Set(methods));
  });

  it.each([
    'What is the capital of France?',
    'What is 1C:Enterprise?',
    'How do I send a Telegram message?',
    'slack message',
    'how do i post to twitter',
    'run an SQL query',
    'send an e-mail',
    'how is the weather in Berlin today?',
    'write a poem about the sea',
    'book a flight to Berlin',
    'who won the world cup in 1998',
    'Какая погода в Берлине?',
    'asdfghjkl',
  ])('%s → says that it found no answer, and what there is', (question) => {
    const answer = ask(question);
    expect(answer).toMatch(/^I found no answer to this in OInt's documentation/);
    expect(methodIn(answer)).toBeUndefined();
    expect(answer).toContain('- File management: GetFilesList, UploadFile');
  });

  it.each([
    'Hello!',
    'What is OInt?',
    'what can you do?',
    'Hello! What can you do?',
    'who are you',
    'help',
    'Which services are there?',
    'list all methods',
    'what can openai do?',
    '',
    '?!',
  ])('%s → an overview made from the manifest', (question) => {
    const answer = ask(question);
    expect(answer).toMatch(/^I am oint-guide, a search over OInt's own documentation/);
    for (const { regions } of services) {
      for (const { title, methods } of regions) {
        expect(answer).toContain(`- ${title}: ${methods.map(({ name }) => name).join(', ')}`);
      }
    }
  });

  it('shows the method, its options, a command to paste and the documentation', () => {
    expect(ask('How do I upload a file?').split('\n')).toEqual([
      expect.stringMatching(/^UploadFile \(openai\): Uploads a file for use /),
      expect.any(String),
      '',
      '    oint openai UploadFile --url http://localhost:8080 --name picture.jpg --data picture.jpg --purpose user_data',
      '',
      expect.stringMatching(/^ {2}--url {6}URL of the server/),
      expect.stringMatching(/^ {2}--token .*\(optional\)$/),
      expect.stringMatching(/^ {2}--name /),
      expect.stringMatching(/^ {2}--data {5}File \(a path, an http\(s\) or data: URL/),
      expect.stringMatching(/^ {2}--purpose .*\(assistants, batch, fine-tune, vision, user_data/),
      expect.stringMatching(/^ {2}--headers .*\(a JSON object; optional\)$/),
      '',
      'Documentation: https://platform.openai.com/docs/api-reference/files/create',
      expect.stringMatching(/^See also: \w+, \w+$/),
    ]);
  });

  it('answers every method in a few lines, with all of its options', () => {
    for (const { name, regions } of services) {
      for (const method of regions.flatMap((region) => region.methods)) {
        const answer = ask(`What does ${method.name} do?`);
        expect(answer).toContain(`${method.name} (${name}): ${method.summary}`);
        expect(answer).toContain(`    oint ${name} ${method.name}`);
        for (const { option } of method.params) expect(answer).toContain(`  --${option} `);
        expect(answer.split('\n').length).toBeLessThanOrEqual(7 + method.params.length);
      }
    }
  });

  it('says what the default of an option is', () => {
    expect(ask('GetFilesList')).toMatch(/--limit .*\(a number; default: 10000\)/);
  });

  it('takes the last user message as the question', () => {
    const conversation = [said('user', 'list models'), said('assistant', 'UploadFile')];
    expect(methodIn(guide.answer([...conversation, said('user', 'delete a file')]))).toBe(
      'DeleteFile',
    );
    expect(methodIn(guide.answer(conversation))).toBe('GetModelList');
    expect(guide.answer([said('system', 'delete a file')])).toMatch(/^I am oint-guide/);
  });

  it('understands a short question from the previous one', () => {
    const followedUp = (before: string) =>
      methodIn(guide.answer([said('user', before), said('user', 'And how do I delete it?')]));
    expect(followedUp('How do I upload a file?')).toBe('DeleteFile');
    expect(followedUp('How do I create an assistant?')).toBe('DeleteAssistant');
  });

  it('lists the images it received, and says that it cannot see them', () => {
    const pictures = [{ type: 'image/png', bytes: Buffer.alloc(70) }];
    const answer = guide.answer([{ role: 'user', text: 'What is in this image?', pictures }]);
    expect(answer.split('\n').slice(0, 2)).toEqual([
      'I cannot see images: I only search documentation. Received:',
      '- image/png, 70 bytes',
    ]);
    expect(methodIn(answer)).toBe('GetImageMessageStructure');
  });

  it('always gives the same answer to the same question', async () => {
    const again = await Guide.over(services);
    for (const [, question] of QUESTIONS) {
      expect(again.answer([said('user', question!)])).toBe(ask(question!));
    }
  });
});

describe('the guide over all services', () => {
  const answer = (question: string) => whole.answer([said('user', question)]);
  const found = (question: string) => /^(\w+) \((\w+)\): /m.exec(answer(question))?.slice(1, 3);

  it.each([
    ['How do I upload a file?', 'openai', 'UploadFile'],
    ['How do I generate an image?', 'openai', 'GetImages'],
    ['list models', 'openai', 'GetModelList'],
    ['How do I send a Telegram message?', 'telegram', 'SendTextMessage'],
    ['send a photo to telegram', 'telegram', 'SendImage'],
    ['run an SQL query in postgres', 'postgres', 'ExecuteSQLQuery'],
    ['insert records into sqlite', 'sqlite', 'AddRecords'],
    ['execute a command over ssh', 'ssh', 'ExecuteCommand'],
    ['list the objects of a bucket', 's3', 'ListObjects'],
    ['presigned link', 's3', 'GetObjectDownloadLink'],
    ['pull a model with ollama', 'ollama', 'PullModel'],
    ['create a directory by sftp', 'sftp', 'CreateNewDirectory'],
  ])('%s → %s %s', (question, service, method) => {
    expect(found(question)).toEqual([method, service]);
  });

  it.each(['What is the capital of France?', 'fax message', 'send an e-mail', 'asdfghjkl'])(
    '%s → says that it found no answer, and which services there are',
    (question) => {
      expect(answer(question)).toMatch(/^I found no answer to this/);
      for (const { category, services } of byCategory(readIndex())) {
        const names = services.map(({ name }) => name).join(', ');
        expect(answer(question)).toContain(`- ${category}: ${names}`);
      }
    },
  );
});

describe('the guide over several services', () => {
  const method = (name: string, summary: string) =>
    methodOf([], { name, summary, effect: 'write' });
  const service = (name: string, title: string, ...methods: MethodManifest[]) =>
    serviceOf(methods, { name, title, summary: `Works with ${title}` });
  const send = method('SendTextMessage', 'Sends a text message to a chat.');
  const telegram = service('telegram', 'Telegram', send, method('DeleteMessage', 'Deletes one.'));
  const viber = service('viber', 'Viber', send);
  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => service(`s${index}x`, `Service ${index}`, send));
  const asked = async (all: ServiceManifest[], question: string) =>
    (await Guide.over(all)).answer([said('user', question)]);

  it('only looks into the service that the question names', async () => {
    expect(await asked([telegram, viber], 'How do I send a text message with Viber?')).toMatch(
      /^SendTextMessage \(viber\): /,
    );
    expect(await asked([telegram, viber], 'telegram: text message')).toMatch(
      /^SendTextMessage \(telegram\): /,
    );
  });

  it('lists what a service has, if only its name is given', async () => {
    const answer = await asked([telegram, viber], 'What can Telegram do?');
    expect(answer).toContain(
      'telegram: Works with Telegram\n- All: SendTextMessage, DeleteMessage',
    );
    expect(answer).not.toContain('viber');
  });

  it('lists the services if there are too many methods to list', async () => {
    const answer = await asked(many(12), 'hello');
    expect(answer).toMatch(/- \S+: s0x, s1x, .*s11x\n/);
    expect(answer).toContain('oint docs services');
  });

  it('has nothing to say without services', async () => {
    expect(await asked([], 'upload a file')).toMatch(/^I found no answer/);
  });
});
