// A storage that stores nothing: just enough S3 for uploading and downloading 1 GiB. Prints its
// address when it is ready.
import http from 'node:http';

const SIZE = 2 ** 30;
/** The MD5 of 1 GiB of zeros, its only content: clients that download it compare the digest. */
const ETAG = '"cd573cfaace07e7949bc0c46028904ff"';
const PIECE = Buffer.alloc(512 * 1024);

function give(response) {
  response.writeHead(200, { 'content-length': SIZE, etag: ETAG });
  let left = SIZE;
  const more = () => {
    while (left > 0) {
      left -= PIECE.length;
      if (!response.write(PIECE)) return response.once('drain', more);
    }
    return response.end();
  };
  more();
}

let taken = 0;
const server = http.createServer((request, response) => {
  const xml = (text) => response.setHeader('content-type', 'application/xml').end(text);
  if (request.method === 'GET') return give(response);
  request.on('data', (data) => {
    taken += data.length;
  });
  request.on('end', () => {
    if (request.url.includes('uploads')) {
      taken = 0;
      xml('<InitiateMultipartUploadResult><UploadId>1</UploadId></InitiateMultipartUploadResult>');
    } else if (request.method === 'POST') {
      xml(
        `<CompleteMultipartUploadResult><ETag>"${taken}-1"</ETag></CompleteMultipartUploadResult>`,
      );
    } else {
      response.setHeader('etag', '"0-1"').end();
    }
  });
});
server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
