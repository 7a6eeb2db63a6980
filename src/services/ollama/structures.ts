/** The fields of structures that are filled in and passed on, and what each of them means. */

const MODEL_OPTIONS = 'parameters of the model, as in a Modelfile: temperature, num_ctx, seed';
const KEEP_ALIVE = 'how long the model stays in memory afterwards: 5m, a number of seconds, -1';
const FORMAT = 'json, or a JSON schema that the answer is to follow';

export const requestFields = {
  format: FORMAT,
  options: MODEL_OPTIONS,
  system: 'system message, in place of the Modelfile’s',
  template: 'template of the prompt, in place of the Modelfile’s',
  raw: 'true where the prompt is to reach the model as it is, without a template',
  keep_alive: KEEP_ALIVE,
  suffix: 'text that is to follow the answer',
  images: 'list of pictures as Base64, for models that see',
};

export const embeddingsFields = {
  options: MODEL_OPTIONS,
  keep_alive: KEEP_ALIVE,
  truncate: 'false where a text longer than the model takes is an error, and is not to be cut',
};

export const contextFields = {
  format: FORMAT,
  options: MODEL_OPTIONS,
  keep_alive: KEEP_ALIVE,
  tools: 'list of the tools that the model may call, each as a JSON object',
};

export const settingsFields = {
  from: 'name of the model that the new one is made from',
  files: 'files that the new one is made from: names and their SHA-256, as PushBlob gives them',
  adapters: 'files of LoRA adapters: names and their SHA-256, as PushBlob gives them',
  template: 'template of the prompt',
  license: 'text of the licence, or a list of them',
  system: 'system message',
  parameters: MODEL_OPTIONS,
  messages: 'list of messages that every conversation begins with',
  quantize: 'what a model that is not quantized yet becomes: q4_K_M, q4_K_S, q8_0',
};
