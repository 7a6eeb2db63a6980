import { element } from './markdown.js';
import { type ApiRequest, type ModelCard, post, type Task } from './server.js';

/** What a model is for; `chat` if its card does not say. */
export function taskOf(card: ModelCard | undefined): Task {
  return card?.tasks?.[0] ?? 'chat';
}

/** What the page says about each task. */
export const WORDS: Readonly<Record<Task, { placeholder: string; examples: readonly string[] }>> = {
  chat: {
    placeholder: 'Ask something. Enter sends, Shift+Enter starts a new line.',
    examples: [
      'How do I upload a file to S3?',
      'How do I send a message to a Telegram chat?',
      'How do I read a table of PostgreSQL as CSV?',
    ],
  },
  draw: {
    placeholder: 'Describe an image.',
    examples: ['A yellow alpaca', 'Hello, world!'],
  },
  speak: {
    placeholder: 'Type what should be said.',
    examples: ['Good morning!', 'Привет, мир!'],
  },
  embed: {
    placeholder: 'Type a text to turn into a vector.',
    examples: ['A bird in the hand is worth two in the bush'],
  },
};

/** The request for a task other than chat. */
export function requestFor(task: Exclude<Task, 'chat'>, model: string, text: string): ApiRequest {
  switch (task) {
    case 'draw':
      return {
        path: '/v1/images/generations',
        body: { model, prompt: text, size: '512x512', response_format: 'b64_json' },
      };
    case 'speak':
      return {
        path: '/v1/audio/speech',
        body: { model, input: text, voice: 'alloy', response_format: 'wav' },
      };
    case 'embed':
      return { path: '/v1/embeddings', body: { model, input: text } };
  }
}

/** What a task made, and what the response says about it. */
interface Made {
  shown: Node[];
  answer: unknown;
}

export async function make(
  task: Exclude<Task, 'chat'>,
  request: ApiRequest,
  signal: AbortSignal,
): Promise<Made> {
  const response = await post(request, signal);
  if (task === 'speak') return speech(response);
  const answer = (await response.json()) as Record<string, unknown>;
  return { shown: task === 'draw' ? images(answer) : vectors(answer), answer };
}

async function speech(response: Response): Promise<Made> {
  const blob = await response.blob();
  const audio = element('audio') as HTMLAudioElement;
  audio.controls = true;
  audio.src = URL.createObjectURL(blob);
  return { shown: [audio], answer: { 'content-type': blob.type, bytes: blob.size } };
}

function images(answer: { data?: { b64_json?: string }[] }): Node[] {
  return (answer.data ?? []).map(({ b64_json }) => {
    const image = element('img') as HTMLImageElement;
    image.src = `data:image/png;base64,${b64_json}`;
    image.alt = 'the generated image';
    return image;
  });
}

/** How many numbers of a vector are shown. */
const FIRST = 8;

function vectors(answer: { data?: { embedding: number[] }[] }): Node[] {
  return (answer.data ?? []).map(({ embedding }) => {
    const first = embedding.slice(0, FIRST).map((number) => number.toFixed(4));
    const words = `${embedding.length} dimensions: ${first.join(', ')}, …`;
    return element('p', [document.createTextNode(words)]);
  });
}
