import { keep, readKept } from './kept.js';
import { element, markdown } from './markdown.js';
import { Pictures, pictureOf } from './pictures.js';
import {
  type Answer,
  type ApiRequest,
  chat,
  keepToken,
  listModels,
  type Message,
  type ModelCard,
  Refused,
  type Task,
} from './server.js';
import { make, requestFor, taskOf, WORDS } from './tasks.js';
import { Wire } from './wire.js';

function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  return document.getElementById(id) as T;
}

const model = byId<HTMLSelectElement>('model');
const stream = byId<HTMLInputElement>('stream');
const system = byId<HTMLTextAreaElement>('system');
const temperature = byId<HTMLInputElement>('temperature');
const list = byId('messages');
const composer = byId<HTMLFormElement>('composer');
const question = byId<HTMLTextAreaElement>('question');
const send = byId<HTMLButtonElement>('send');
const wirePanel = byId<HTMLDetailsElement>('wire');
const tokenDialog = byId<HTMLDialogElement>('ask-token');
const pictures = new Pictures(byId('pictures'), byId('picture'), composer);
const wire = new Wire(
  [byId('tab-request'), byId('tab-answer')],
  byId('copies'),
  byId('shown'),
  byId('figures'),
);

let models: ModelCard[] = [];
let conversation: Message[] = [];
/** Set while a response is in progress. */
let running: AbortController | undefined;

async function begin(): Promise<void> {
  try {
    models = await listModels();
  } catch (error) {
    if (error instanceof Refused && error.status === 401) tokenDialog.showModal();
    else addMessage('error', `Could not list the models: ${(error as Error).message}`);
    return;
  }
  // Those that chat first: one of them is chosen.
  models.sort((a, b) => Number(taskOf(b) === 'chat') - Number(taskOf(a) === 'chat'));
  model.replaceChildren(...models.map(({ id }) => new Option(id, id)));
  restore();
  showModel();
  question.focus();
}

/** What was there before a reload. */
function restore(): void {
  const kept = readKept();
  if (models.some(({ id }) => id === kept.model)) model.value = kept.model!;
  stream.checked = kept.stream ?? true;
  system.value = kept.system ?? '';
  temperature.value = kept.temperature ?? '';
  conversation = kept.conversation ?? [];
  for (const { role, content } of conversation) {
    const texts = typeof content === 'string' ? [content] : textsOf(content);
    const item = addMessage(role, role === 'assistant' ? '' : texts.join('\n'), urlsOf(content));
    if (role === 'assistant') item.replaceChildren(...markdown(texts.join('\n')));
  }
}

function textsOf(content: Exclude<Message['content'], string>): string[] {
  return content.flatMap((part) => (part.type === 'text' ? [part.text] : []));
}

function urlsOf(content: Message['content']): string[] {
  if (typeof content === 'string') return [];
  return content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));
}

function save(): void {
  keep({
    model: model.value,
    stream: stream.checked,
    system: system.value,
    temperature: temperature.value,
    conversation,
  });
}

function currentTask(): Task {
  return taskOf(models.find(({ id }) => id === model.value));
}

/** What the chosen model is for, and what to try with it. */
function showModel(): void {
  const card = models.find(({ id }) => id === model.value);
  const about = byId<HTMLDetailsElement>('about');
  const [first = '', ...rest] = (card?.description ?? '').split(/(?<=\.) /);
  about.querySelector('summary')!.textContent = first;
  about.replaceChildren(about.querySelector('summary')!, element('p', [new Text(rest.join(' '))]));
  about.classList.toggle('short', rest.length === 0);
  const { placeholder, examples } = WORDS[taskOf(card)];
  question.placeholder = placeholder;
  document.body.dataset.task = taskOf(card);
  byId('examples').replaceChildren(
    ...examples.map((text) => {
      const button = element('button', [new Text(text)]) as HTMLButtonElement;
      button.type = 'button';
      button.addEventListener('click', () => {
        question.value = text;
        composer.requestSubmit();
      });
      return element('li', [button]);
    }),
  );
  showEmpty();
}

function showEmpty(): void {
  byId('empty').hidden = list.childElementCount > 0;
}

function addMessage(kind: string, text: string, urls: readonly string[] = []): HTMLElement {
  const item = element('li', [new Text(text), ...urls.map(pictureOf)], kind);
  list.append(item);
  showEmpty();
  item.scrollIntoView({ block: 'end' });
  return item;
}

async function ask(text: string): Promise<void> {
  const task = currentTask();
  const urls = task === 'chat' ? pictures.take() : [];
  addMessage('user', text, urls);
  if (task === 'chat') conversation.push({ role: 'user', content: contentOf(text, urls) });
  const request = task === 'chat' ? chatRequest() : requestFor(task, model.value, text);
  wire.request(request);
  running = new AbortController();
  send.textContent = 'Stop';
  const reply = addMessage('assistant busy', '');
  try {
    if (task === 'chat') {
      const content = await answerTo(request, reply, running.signal);
      conversation.push({ role: 'assistant', content });
    } else await made(task, request, reply, running.signal);
  } catch (error) {
    failed(error as Error, reply, task);
  } finally {
    reply.classList.remove('busy');
    running = undefined;
    send.textContent = 'Send';
    save();
    question.focus();
  }
}

function chatRequest(): ApiRequest {
  const isStream = stream.checked;
  const degrees = temperature.valueAsNumber;
  const first: Message[] = system.value.trim()
    ? [{ role: 'system', content: system.value.trim() }]
    : [];
  return {
    path: '/v1/chat/completions',
    body: {
      model: model.value,
      messages: [...first, ...conversation],
      ...(!Number.isNaN(degrees) && { temperature: degrees }),
      stream: isStream,
      ...(isStream && { stream_options: { include_usage: true } }),
    },
  };
}

/** How often a reply in progress is shown as Markdown, in milliseconds. */
const EVERY = 100;

/** Shows the reply as it arrives, with its timing and token counts. Returns the text. */
async function answerTo(request: ApiRequest, reply: HTMLElement, signal: AbortSignal) {
  const started = performance.now();
  const isStream = request.body.stream === true;
  const answers: Answer[] = [];
  let first: number | undefined;
  let text = '';
  let shown = 0;
  const show = () => {
    shown = performance.now();
    reply.replaceChildren(...markdown(text));
    list.scrollTop = list.scrollHeight;
  };
  try {
    for await (const answer of chat(request, signal)) {
      first ??= performance.now();
      answers.push(answer);
      if (answer.error) throw new Error(answer.error.message);
      const [choice] = answer.choices ?? [];
      text += choice?.delta?.content ?? choice?.message?.content ?? '';
      if (performance.now() - shown > EVERY) show();
    }
  } finally {
    show();
    if (isStream) wire.answer(assembled(answers, text), answers);
    else wire.answer(answers[0]);
  }
  const usage = usageOf(answers);
  figures(started, [
    isStream && first !== undefined && `first event after ${Math.round(first - started)} ms`,
    isStream && `${answers.length} events`,
    usage && `${usage.prompt_tokens} + ${usage.completion_tokens} tokens`,
  ]);
  return text;
}

/** The response that the events of a stream are parts of. */
function assembled(answers: readonly Answer[], text: string): unknown {
  const { choices: _, ...about } = answers[0] ?? {};
  const message = { role: 'assistant', content: text };
  const object = 'chat.completion';
  return { ...about, object, choices: [{ index: 0, message }], usage: usageOf(answers) };
}

function usageOf(answers: readonly Answer[]): Answer['usage'] {
  return answers.findLast(({ usage }) => usage)?.usage;
}

/** Shows an image, speech or a vector. */
async function made(
  task: Exclude<Task, 'chat'>,
  request: ApiRequest,
  reply: HTMLElement,
  signal: AbortSignal,
): Promise<void> {
  const started = performance.now();
  const { shown, answer } = await make(task, request, signal);
  reply.replaceChildren(...shown);
  list.scrollTop = list.scrollHeight;
  wire.answer(answer);
  figures(started, []);
}

function figures(started: number, words: readonly (string | false | null | undefined)[]): void {
  const whole = `whole after ${Math.round(performance.now() - started)} ms`;
  wire.figures([whole, ...words].filter(Boolean).join(' · '));
}

/**
 * A question without a reply is not part of the conversation: the next question follows the last
 * reply.
 */
function failed(error: Error, reply: HTMLElement, task: Task): void {
  if (task === 'chat') conversation.pop();
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
model.addEventListener('change', () => {
  showModel();
  save();
});
for (const setting of [stream, system, temperature]) setting.addEventListener('change', save);
byId('clear').addEventListener('click', () => {
  running?.abort();
  conversation = [];
  list.replaceChildren();
  showEmpty();
  save();
  question.focus();
});
tokenDialog.addEventListener('close', () => {
  keepToken(byId<HTMLInputElement>('token').value.trim());
  void begin();
});
// On a phone the conversation needs the room.
if (matchMedia('(max-width: 50rem)').matches) wirePanel.open = false;

void begin();
