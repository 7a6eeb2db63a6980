import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Examples, NO_SERVER, type Stage } from '../../../../test/support/examples.js';
import { noHttpbin, startHttpbin } from './httpbin.js';

export const examples: Examples = {
  ...(noHttpbin && { whyNot: noHttpbin }),
  async run(stage) {
    const { url, port } = await startHttpbin();
    stage.mask(
      `host: '127.0.0.1', port: ${port}, secure: false`,
      "host: 'api.example.com', port: 443, secure: true",
    );
    stage.mask(url, 'https://api.example.com');
    stage.mask(`127.0.0.1:${port}`, 'api.example.com');
    stage.mask('127.0.0.1', '192.0.2.1');
    stage.mask(
      /(nonce|signature|cnonce|response|boundary)="?[\w%+/=-]{8,}"?/g,
      (_, name) => `${name}="…"`,
    );
    stage.mask(/oint-[\da-f]{32}/g, 'oint-…');
    stage.mask(/timestamp="\d+"/g, 'timestamp="1767268800"');
    stage.mask(/\d{8}T\d{6}Z/g, '20260101T120000Z');
    stage.mask(/Credential=AKID\/\d{8}/g, 'Credential=AKID/20260101');
    stage.mask(/Signature=[\da-f]{64}/g, 'Signature=…');
    stage.mask(
      /(Date|date)('?"?: ['"])[A-Z][a-z]{2}, [^'"]+/g,
      (_, name, colon) => `${name}${colon}Thu, 01 Jan 2026 12:00:00 GMT`,
    );
    await writeFile(join(stage.folder, 'report.txt'), 'Sales of 2026\n');
    await once(stage, url);
    await steps(stage, url);
  },
};

async function once({ answeredBy, example }: Stage, url: string): Promise<void> {
  answeredBy('httpbin 0.7');
  await example(
    `oint http SendRequest --url ${url}/post --json '{"name":"Ann"}' --params "{'page':2}"`,
  );
}

/** What a program does with a request, by method: the lines between the address and the output. */
const SHOWN: Readonly<Record<string, readonly [path: string, lines: string]>> = {
  Initialize: ['/get', 'await http.initialize({ request, url });\nSEND'],
  SetURL: ['/get', 'SEND'],
  SetURLParams: ['/get', 'await http.setURLParams({ request, params: { page: 2 } });\nSEND'],
  AddURLParameter: [
    '/get',
    "await http.addURLParameter({ request, key: 'page', value: 2 });\nSEND",
  ],
  SetDataType: [
    '/post',
    "await http.setStringBody({ request, data: '<tea/>' });\nawait http.setDataType({ request, type: 'application/xml' });\nPOST",
  ],
  SetTimeout: ['/get', 'await http.setTimeout({ request, value: 30 });\nSEND'],
  UseEncoding: [
    '/post',
    "await http.useEncoding({ request, encoding: 'iso-8859-1' });\nawait http.setStringBody({ request, data: 'café' });\nPOST",
  ],
  UseGzipCompression: ['/get', 'await http.useGzipCompression({ request, gzip: false });\nSEND'],
  MaxAttempts: ['/get', 'await http.maxAttempts({ request, val: 3 });\nSEND'],
  MaxRedirects: ['/redirect/1', 'await http.maxRedirects({ request, val: 1 });\nSEND'],
  SetBinaryBody: ['/post', "await http.setBinaryBody({ request, data: 'report.txt' });\nPOST"],
  SetStringBody: ['/post', "await http.setStringBody({ request, data: 'Hello' });\nPOST"],
  SetJsonBody: ['/post', "await http.setJsonBody({ request, data: { name: 'Ann' } });\nPOST"],
  SetFormBody: ['/post', "await http.setFormBody({ request, data: { name: 'Ann' } });\nPOST"],
  InitializeJsonBody: ['/post', 'await http.initializeJsonBody({ request });\nPOST'],
  InitializeFormBody: [
    '/post',
    "await http.initializeFormBody({ request });\nawait http.insertBodyField({ request, key: 'name', value: 'Ann' });\nPOST",
  ],
  InsertBodyField: [
    '/post',
    "await http.initializeJsonBody({ request });\nawait http.insertBodyField({ request, key: 'name', value: 'Ann' });\nPOST",
  ],
  AddValue: [
    '/post',
    "await http.initializeJsonBody({ request, rootType: 'Array' });\nawait http.addValue({ request, key: '', value: 'Ann' });\nPOST",
  ],
  StartMultipartBody: [
    '/post',
    "await http.startMultipartBody({ request });\nawait http.addMultipartFormDataField({ request, field: 'title', value: 'Sales' });\nPOST",
  ],
  AddMultipartFormDataField: [
    '/post',
    "await http.startMultipartBody({ request });\nawait http.addMultipartFormDataField({ request, field: 'year', value: 2026 });\nPOST",
  ],
  AddMultipartFormDataFile: [
    '/post',
    "await http.startMultipartBody({ request });\nawait http.addMultipartFormDataFile({\n  request,\n  field: 'file',\n  filename: 'report.txt',\n  data: 'report.txt',\n});\nPOST",
  ],
  AddDataAsRelated: [
    '/post',
    "await http.startMultipartBody({ request, view: 'related' });\nawait http.addDataAsRelated({ request, data: { name: 'Ann' }, type: 'application/json' });\nPOST",
  ],
  SetHeaders: ['/headers', "await http.setHeaders({ request, headers: { 'X-Trace': 42 } });\nSEND"],
  AddHeader: [
    '/headers',
    "await http.addHeader({ request, header: 'X-Trace', value: '42' });\nSEND",
  ],
  AddBasicAuthorization: [
    '/basic-auth/me/example',
    "await http.addBasicAuthorization({ request, user: 'me', password: 'example' });\nSEND",
  ],
  AddDigestAuthorization: [
    '/digest-auth/auth/me/example',
    "await http.addDigestAuthorization({ request, user: 'me', password: 'example' });\nSEND",
  ],
  AddBearerAuthorization: [
    '/bearer',
    "await http.addBearerAuthorization({ request, token: 'token-42' });\nSEND",
  ],
  ExecuteRequest: [
    '/get',
    "await http.processRequest({ request, method: 'GET', start: false });\nawait http.executeRequest({ request });\nJSON",
  ],
  ProcessRequest: ['/get', 'SEND'],
  SendDataInParts: [
    '/put',
    "await http.setBinaryBody({ request, data: 'report.txt' });\nawait http.sendDataInParts({ request, chunkSize: 10 });\nJSON",
  ],
  SendPart: [
    '/put',
    "await http.setBinaryBody({ request, data: 'report.txt' });\nawait http.sendPart({ request, start: 0, count: 5 });\nJSON",
  ],
  ReturnResponseAsJSONObject: ['/get', 'SEND'],
};

const GET = "await http.processRequest({ request, method: 'GET' });\n";

/** What a program prints instead of the response in JSON. */
const PRINTED: Readonly<Record<string, readonly [path: string, lines: string]>> = {
  GetLog: ['/get', `${GET}console.log(await http.getLog({ request, asText: true }));`],
  ReturnResponse: [
    '/status/204',
    `${GET}const { status } = await http.returnResponse({ request });\nconsole.log(status);`,
  ],
  ReturnResponseAsString: [
    '/robots.txt',
    `${GET}console.log(await http.returnResponseAsString({ request }));`,
  ],
  ReturnResponseAsBinaryData: [
    '/image/png',
    `${GET}const image = await http.returnResponseAsBinaryData({ request });\nconsole.log(image.length);`,
  ],
  SetResponseFile: [
    '/get',
    `await http.setResponseFile({ request, filepath: 'answer.json' });\n${GET}console.log(await http.returnResponseFilename({ request }));`,
  ],
  ReturnResponseFilename: [
    '/get',
    `await http.setResponseFile({ request, filepath: 'slides.json' });\n${GET}console.log(await http.returnResponseFilename({ request }));`,
  ],
};

const BUILT = "await http.processRequest({ request, method: 'GET', start: false });\n";
const VIEW = `${BUILT}console.log(await http.returnRequest({ request }));`;

/** Programs that send nothing. */
const UNSENT: Readonly<Record<string, string>> = {
  NewRequest: 'console.log(request.isOpen);',
  ReturnSettings:
    "console.log(await http.returnSettings({ request, filter: ['gzip', 'MaxRedirects'] }));",
  SplitArraysInURL: `await http.setURLParams({ request, params: { id: [1, 2] } });\nawait http.splitArraysInURL({ request, split: true });\n${VIEW}`,
  UseURLEncoding: `await http.setURLParams({ request, params: { at: 'a/b' } });\nawait http.useURLEncoding({ request, enc: false });\n${VIEW}`,
  UseBodyFiledsAtOAuth:
    "await http.useBodyFiledsAtOAuth({ request, use: true });\nconsole.log(await http.returnSettings({ request, filter: 'BodyFieldsAtOAuth' }));",
  SetProxy:
    "await http.setProxy({ request, proxy: { host: 'proxy.example.com', port: 3128 } });\nconsole.log(await http.returnConnection({ request }));",
  ReturnConnection: 'console.log(await http.returnConnection({ request }));',
  ReturnRequest: VIEW,
};

async function steps({ answeredBy, program, folder }: Stage, url: string): Promise<void> {
  const open = (path: string) => `
import http from 'oint/http';

const url = '${url}${path}';
await using request = await http.newRequest({});
await http.setURL({ request, url });
`;
  const json = 'console.log(await http.returnResponseAsJSONObject({ request }));';
  const expand = (lines: string) =>
    lines
      .replace('SEND', `${GET}${json}`)
      .replace('POST', `await http.processRequest({ request, method: 'POST' });\n${json}`)
      .replace(/^JSON$/m, json);
  for (const [method, [path, lines]] of Object.entries(SHOWN)) {
    await program(method, `${open(path)}${expand(lines)}`);
  }
  for (const [method, [path, lines]] of Object.entries(PRINTED)) {
    await program(method, `${open(path)}${lines}`);
  }
  const keys = `await http.addOAuthV1Authorization({
  request,
  token: 'token',
  secret: 'secret',
  consumerKey: 'key',
  consumerSecret: 'app-secret',
  version: '1.0',
});
`;
  const headers = `${GET}${json}`;
  await program('AddOAuthV1Authorization', `${open('/headers')}${keys}${headers}`);
  await program(
    'SetOAuthV1Algorithm',
    `${open('/headers')}${keys}await http.setOAuthV1Algorithm({ request, algorithm: 'HMAC', hash: 'SHA1' });\n${headers}`,
  );
  await program(
    'AddAWS4Authorization',
    `${open('/headers')}await http.addAWS4Authorization({
  request,
  accessKey: 'AKID',
  secretKey: 'example',
  region: 'us-east-1',
});
${headers}`,
  );
  answeredBy(NO_SERVER);
  for (const [method, lines] of Object.entries(UNSENT)) {
    await program(method, `${open('/get')}${lines}`);
  }
  await readFile(join(folder, 'answer.json'));
}
