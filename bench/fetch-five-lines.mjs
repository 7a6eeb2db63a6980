const url = `${process.argv[2]}/v1/chat/completions`;
const headers = { 'content-type': 'application/json', authorization: 'Bearer t' };
const body = JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'Hello' }] });
const answer = await fetch(url, { method: 'POST', headers, body });
console.log(JSON.stringify(await answer.json()));
