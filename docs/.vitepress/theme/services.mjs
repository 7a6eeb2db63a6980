import { withBase } from 'vitepress';
import { h } from 'vue';
import { data as groups } from './services.data.mjs';

/** `<Services />`: what there is, as cards by category. */
export function Services() {
  return groups.map(({ title, cards }) =>
    h('section', { key: title }, [h('h3', title), h('ul', { class: 'services' }, cards.map(card))]),
  );
}

function card({ name, title, summary, count }) {
  return h('li', { key: name }, [
    h('a', { href: withBase(`/services/${name}/index.html`) }, [
      h('strong', title),
      h('span', { class: 'count' }, `${count} methods`),
      h('span', { class: 'what' }, summary),
    ]),
  ]);
}
