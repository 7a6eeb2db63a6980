import { Pictures, pictureOf } from './pictures.js';
import {
  type Answer,
  type ChatRequest,
  chat,
  keepToken,
  listModels,
  type Message,
  type ModelCard,
  Refused,
} from './server.js';
import { Wire } from './wire.js';

function element<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const model = element<HTMLSelectElement>('model');
const stream = element<HTMLInputElement>('stream');
const list = element('messages');
const composer = element<HTMLFormElement>('composer');
const question = element<HTMLTextAreaElement>('question');
const send = element<HTMLButtonElement>('send');
const tokenDialog = element<HTMLDialogElement>('ask-token');
const pictures = new Pictures(element('pictures'), element('picture'), composer);
const wire = new Wire(
  [element('tab-request'), element('tab-answer')],
  element('copy'),
  element('shown'),
  element('figures'),
);

let models: ModelCard[] = [];
let conversation: Message[] = [];
/** Set while a response is in progress. */
let running: AbortController | undefined;

async function begin(): Promise<void> {
  try {
    models = (await listModels()).filter(({ tasks }) => !tasks || tasks.includes('chat'));
    model.replaceChildren(...models.map(({ id }) => new Option(id, id)));
    showAbout();
  } catch (error) {
    if (error instanceof Refused && error.status === 401) tokenDialog.showModal();
    else addMessage('error', `Could not list the models: ${(error as Error).message}`);
  }
}

function showAbout(): void {
  const found = models.find(({ id }) => id === model.value);
  element('about').textContent = found?.description ?? '';
}

function addMessage(kind: string, text: string, urls: readonly string[] = []): HTMLElement {
  const item = document.createElement('li');
  item.className = kind;
  item.textContent = text;
  item.append(...urls.map(pictureOf));
  list.append(item);
  item.scrollIntoView({ block: 'end' });
  return item;
}

async function ask(text: string): Promise<void> {
  const urls = pictures.take();
  conversation.push({ role: 'user', content: contentOf(text, urls) });
  addMessage('user', text, urls);
  const request: ChatRequest = {
    model: model.value,
    messages: conversation,
    stream: stream.checked,
    ...(stream.checked && { stream_options: { include_usage: true } }),
  };
  wire.request(request);
  running = new AbortController();
  send.textContent = 'Stop';
  const reply = addMessage('assistant busy', '');
  try {
    const content = await answerTo(request, reply, running.signal);
    conversation.push({ role: 'assistant', content });
  } catch (error) {
    failed(error as Error, reply);
  } finally {
    reply.classList.remove('busy');
    running = undefined;
    send.textContent = 'Send';
    question.focus();
  }
}

/** Shows the reply as it arrives, with its timing and token counts. Returns the text. */
async function answerTo(request: ChatRequest, reply: HTMLElement, signal: AbortSignal) {
  const started = performance.now();
  const answers: Answer[] = [];
  let first: number | undefined;
  try {
    for await (const answer of chat(request, signal)) {
      first ??= performance.now();
      answers.push(answer);
      if (answer.error) throw new Error(answer.error.message);
      const [choice] = answer.choices ?? [];
      reply.append(choice?.delta?.content ?? choice?.message?.content ?? '');
      list.scrollTop = list.scrollHeight;
    }
  } finally {
    wire.answer(request.stream ? answers : answers[0]);
  }
  const { usage } = answers.findLast((answer) => answer.usage) ?? {};
  const ms = (time: number) => `${Math.round(time - started)} ms`;
  wire.figures(
    [
      request.stream && first !== undefined && `first event after ${ms(first)}`,
      `whole after ${ms(performance.now())}`,
      request.stream && `${answers.length} events`,
      usage && `${usage.prompt_tokens} + ${usage.completion_tokens} tokens`,
    ]
      .filter(Boolean)
      .join(' · '),
  );
  const text = reply.textContent ?? '';
  reply.replaceChildren(...paragraphs(text));
  return text;
}

/** Splits a text so that indented lines become code: code and tables keep their columns. */
function paragraphs(text: string): (string | HTMLElement)[] {
  return text.split(/((?:^ {2,}.*(?:\n|$))+)/m).map((part) => {
    if (!part.startsWith('  ')) return part;
    const code = document.createElement('code');
    code.textContent = part;
    return code;
  });
}

/**
 * A question without a reply is not part of the conversation: the next question follows the last
 * reply.
 */
function failed(error: Error, reply: HTMLElement): void {
  conversation.pop();
  if (error.name === 'AbortError') {
    reply.append(' (stopped)');
    return;
  }
  reply.remove();
  addMessage('error', error.message);
  if (error instanceof Refused) wire.answer(error.body);
  if (error instanceof Refused && error.status === 401) tokenDialog.showModal();
}

function contentOf(text: string, urls: readonly string[]): Message['content'] {
  if (urls.length === 0) return text;
  return [
    { type: 'text', text },
    ...urls.map((url) => ({ type: 'image_url' as const, image_url: { url } })),
  ];
}

composer.addEventListener('submit', (event) => {
  event.preventDefault();
  if (running) {
    running.abort();
    return;
  }
  const text = question.value.trim();
  if (text === '') return;
  question.value = '';
  void ask(text);
});
question.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  // Enter sends; only the button stops.
  if (!running) composer.requestSubmit();
});
model.addEventListener('change', showAbout);
element('clear').addEventListener('click', () => {
  running?.abort();
  conversation = [];
  list.replaceChildren();
  question.focus();
});
tokenDialog.addEventListener('close', () => {
  keepToken(element<HTMLInputElement>('token').value.trim());
  void begin();
});

void begin();
