import { type Examples, MOMENT, SENTINEL, type Stage } from '../../../../test/support/examples.js';

export const examples: Examples = {
  async run(stage) {
    stage.mask(/"modified_time": \d+/g, `"modified_time": ${MOMENT.seconds}`);
    // The time of each file is compressed too.
    stage.mask(/"(bytes|archive_size)": \d{3,}/g, (_, name) => `"${name}": 240`);
    stage.set({ ARCHIVE_PASSWORD: SENTINEL });
    stage.answeredBy('7-Zip 24.09 (7z-wasm 1.2.0), with files on disk');
    await stage.prepare(
      "mkdir -p site/docs; echo '<h1>Sales</h1>' > site/index.html; echo 'Read me' > site/docs/readme.txt",
    );
    await stage.prepare("echo 'New in 2026' > news.txt");
    await packing(stage);
    await stage.example('oint 7z GetArchivingSettingsStructure');
    await stage.example('oint 7z GetArchiveModificationStructure');
    await stage.example('oint 7z GetArchiveDescriptionStructure');
  },
};

async function packing({ example }: Stage): Promise<void> {
  const settings = `--settings "{'password':'env:ARCHIVE_PASSWORD'}"`;
  const password = '--password env:ARCHIVE_PASSWORD';
  await example(`oint 7z ArchiveDirectory --src site --dest site.7z ${settings}`);
  await example(
    `oint 7z ModifyArchive --src site.7z --additions "{'docs/news.txt':'news.txt'}" --deletions "['docs/readme.txt']" ${settings}`,
  );
  await example(`oint 7z GetFilesList --src site.7z ${password}`);
  await example(`oint 7z GetMetadata --src site.7z ${password}`);
  await example(`oint 7z UnarchiveDirectory --src site.7z --dest copy ${password}`);
  await example(`oint 7z UnpackFiles --src site.7z --paths "['docs/news.txt']" ${password}`);
}
