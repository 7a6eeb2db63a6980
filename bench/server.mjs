// A loopback server for the measurements, in a separate process so that it shares no thread with
// what is measured. Prints its address when it is ready.
import http from 'node:http';

const completion = JSON.stringify({
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: [
    { index: 0, message: { role: 'assistant', content: 'Hello there!' }, finish_reason: 'stop' },
  ],
  usage: { prompt_tokens: 8, completion_tokens: 3, total_tokens: 11 },
});

const embeddings = JSON.stringify({
  object: 'list',
  data: [
    { object: 'embedding', index: 0, embedding: Array.from({ length: 64 }, (_, at) => at / 64) },
  ],
  model: 'm',
  usage: { prompt_tokens: 3, total_tokens: 3 },
});

const chunk = (delta, finish_reason = null) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;

/** The requested number of chunks, in pieces of about 64 KiB. */
function* events(count) {
  const word = chunk({ content: ' word' });
  const perPiece = Math.floor(65536 / word.length);
  const piece = word.repeat(perPiece);
  for (; count >= perPiece; count -= perPiece) yield piece;
  yield word.repeat(count);
  yield `${chunk({}, 'stop')}data: [DONE]\n\n`;
}

async function stream(response, count) {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  for (const piece of events(count)) {
    if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve));
  }
  response.end();
}

function answer(response, text) {
  const length = Buffer.byteLength(text);
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': length });
  response.end(text);
}

const server = http.createServer((request, response) => {
  let size = 0;
  let text = '';
  const isUpload = request.url.endsWith('/files');
  request.on('data', (data) => {
    size += data.length;
    if (!isUpload) text += data;
  });
  request.on('end', () => {
    if (isUpload) {
      answer(
        response,
        JSON.stringify({ id: 'file-1', object: 'file', bytes: size, filename: 'f' }),
      );
    } else if (text.includes('"stream":true')) {
      stream(response, Number(process.env.CHUNKS ?? 200_000));
    } else {
      answer(response, request.url.endsWith('/embeddings') ? embeddings : completion);
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
