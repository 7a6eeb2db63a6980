import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { OllamaServer } from './server.js';

const server = await OllamaServer.start();

export const examples: Examples = {
  async run(stage) {
    stage.mask(server.url, 'http://localhost:11434');
    stage.answeredBy(
      "a test server that answers as Ollama's own documentation shows (docs/api.md at 01e52d24)",
    );
    await requests(stage);
    await models(stage);
    await blobs(stage);
    stage.answeredBy(NO_SERVER);
    await structures(stage);
  },
};

const at = `--url ${server.url}`;

async function requests({ example }: Stage): Promise<void> {
  await example(`oint ollama GetVersion ${at}`);
  await example(
    `oint ollama GetResponse ${at} --model llama3.2 --prompt "Why is the sky blue?" --options "{'options':{'temperature':0}}"`,
  );
  await example(
    `oint ollama GetContextResponse ${at} --model llama3.2 --msgs "[{'role':'user','content':'Hello!'}]"`,
  );
  await example(
    `oint ollama GetEmbeddings ${at} --model all-minilm --input "['Why is the sky blue?','Why is the grass green?']"`,
  );
}

async function models({ example }: Stage): Promise<void> {
  await example(`oint ollama GetModelList ${at}`);
  await example(`oint ollama ListRunningModels ${at}`);
  await example(`oint ollama GetModelInformation ${at} --model llava --verbose false`);
  await example(
    `oint ollama CreateModel ${at} --model mario --settings "{'from':'llama3.2','system':'You are Mario from Super Mario Bros.'}"`,
  );
  await example(`oint ollama CopyModel ${at} --model llama3.2 --name llama3-backup`);
  await example(`oint ollama DeleteModel ${at} --model llama3-backup`);
  await example(`oint ollama LoadModelToMemory ${at} --model llama3.2 --keep 600`);
  await example(`oint ollama UnloadModelFromMemory ${at} --model llama3.2`);
  await example(`oint ollama PullModel ${at} --model llama3.2`);
  await example(`oint ollama PushModel ${at} --model me/mario`);
}

async function blobs({ example, folder }: Stage): Promise<void> {
  await writeFile(join(folder, 'model.gguf'), 'GGUF: as if it were a model\n');
  const sent = await example(`oint ollama PushBlob ${at} --data model.gguf`);
  const digest = /[0-9a-f]{64}/.exec(sent)?.[0];
  await example(`oint ollama CheckBlob ${at} --digest ${digest}`);
}

async function structures({ example }: Stage): Promise<void> {
  await example('oint ollama GetContextMessageStructure --role user --text "Hello!"');
  await example('oint ollama GetRequestParameterStructure');
  await example('oint ollama GetContextParameterStructure');
  await example('oint ollama GetEmbeddingsParameterStructure');
  await example('oint ollama GetModelSettingsStructure');
}
