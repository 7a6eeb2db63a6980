import { spawnSync } from 'node:child_process';
import { type Examples, MOMENT, type Stage } from '../../../../test/support/examples.js';

const version = spawnSync('tar', ['--version'], { encoding: 'utf8' });

export const examples: Examples = {
  whyNot: version.error && 'tar is not installed',
  async run(stage) {
    stage.mask(/"modified_time": \d+/g, `"modified_time": ${MOMENT.seconds}`);
    stage.answeredBy('OInt itself, with files on disk');
    await stage.prepare(
      "mkdir -p site/docs; echo '<h1>Sales</h1>' > site/index.html; echo 'Read me' > site/docs/readme.txt",
    );
    await stage.prepare("echo 'New in 2026' > news.txt");
    await packing(stage);
    await stage.example('oint tar GetArchivingSettingsStructure');
    await stage.example('oint tar GetArchiveDescriptionStructure');
  },
};

async function packing({ example }: Stage): Promise<void> {
  await example('oint tar ArchiveDirectory --src site --dest site.tar');
  await example(
    `oint tar ModifyArchive --src site.tar --additions "{'docs/news.txt':'news.txt'}" --deletions "['docs/readme.txt']"`,
  );
  await example('oint tar GetFilesList --src site.tar');
  await example('oint tar GetMetadata --src site.tar');
  await example('oint tar UnarchiveDirectory --src site.tar --dest copy');
  await example(`oint tar UnpackFiles --src site.tar --paths "['docs/news.txt']"`);
}
