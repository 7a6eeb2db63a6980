/** The fields of structures to fill in and pass on, and what each of them means. */

const MODEL_OPTIONS = 'model parameters, as in a Modelfile: temperature, num_ctx, seed';
const KEEP_ALIVE = 'how long the model stays in memory afterwards: 5m, a number of seconds, -1';
const FORMAT = 'json, or a JSON schema for the response';

export const requestFields = {
  format: FORMAT,
  options: MODEL_OPTIONS,
  system: 'system message, overriding the Modelfile’s',
  template: 'prompt template, overriding the Modelfile’s',
  raw: 'true to send the prompt to the model unchanged, without a template',
  keep_alive: KEEP_ALIVE,
  suffix: 'text after the response',
  images: 'list of images as Base64, for vision models',
};

export const embeddingsFields = {
  options: MODEL_OPTIONS,
  keep_alive: KEEP_ALIVE,
  truncate: 'false to refuse a text that is too long for the model, instead of truncating it',
};

export const contextFields = {
  format: FORMAT,
  options: MODEL_OPTIONS,
  keep_alive: KEEP_ALIVE,
  tools: 'list of tools the model may call, each as a JSON object',
};

export const settingsFields = {
  from: 'name of the model to create the new one from',
  files: 'files to create the new one from: names and their SHA-256, from PushBlob',
  adapters: 'files of LoRA adapters: names and their SHA-256, from PushBlob',
  template: 'prompt template',
  license: 'text of the license, or a list of them',
  system: 'system message',
  parameters: MODEL_OPTIONS,
  messages: 'list of messages that every conversation starts with',
  quantize: 'quantization for a model that is not quantized yet: q4_K_M, q4_K_S, q8_0',
};
