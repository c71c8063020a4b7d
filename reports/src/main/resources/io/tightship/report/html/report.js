'use strict';
// The page is whole without this: it filters, copies, and leads to findings. Text is only ever set as text.
(() => {
  const filter = document.getElementById('filter');
  const form = filter.querySelector('form');
  const status = filter.querySelector('.shown');
  const fields = ['target', 'text'];
  const sections = [...document.querySelectorAll('section.findings')].map(element => ({
    element,
    outcome: element.dataset.outcome,
    groups: [...element.children].filter(child => child.dataset.severity).map(group)
  }));

  // Pages have a hundred thousand findings: what is not asked for is not looked up.
  function group(element) {
    let rows;
    let size;
    return {
      element,
      severity: element.dataset.severity,
      narrowed: false,
      get size() {
        return size ??= element.querySelectorAll('[id^="f-"]').length;
      },
      get rows() {
        return rows ??= [...element.querySelectorAll('tbody > tr, ul.names > li, ul.rest > li')].map(row);
      },
      // The rule's title, id and prose.
      text: lower(element.querySelector('h3, summary').textContent + ' '
        + [...element.querySelectorAll(':scope > .meta, :scope > .prose')].map(part => part.textContent).join(' '))
    };
  }

  function row(element) {
    const folded = [...element.querySelectorAll('.who a[id]')];
    const header = element.querySelector('th');
    let text;
    return {
      element,
      get text() {
        return text ??= lower(folded.length === 0 ? element.textContent
          : [...element.querySelectorAll('td, th > .quiet')].map(part => part.textContent).join(' '));
      },
      count: folded.length === 0 ? null : element.querySelector('.who > summary'),
      members: folded.length === 0
        ? [{element: null, name: lower((header ?? element).firstChild.textContent)}]
        : folded.map(link => ({element: link.parentNode, name: lower(link.textContent)}))
    };
  }

  function lower(text) {
    return text.toLowerCase();
  }

  function wanted() {
    const chosen = name => [...form.elements[name]].filter(box => box.checked).map(box => box.value);
    return {
      outcome: chosen('outcome'),
      severity: chosen('severity'),
      target: form.elements.target.value.trim(),
      text: form.elements.text.value.trim()
    };
  }

  // How many findings of the group are shown.
  function narrow(group, target, words) {
    let shown = 0;
    const open = words.filter(word => !group.text.includes(word));
    for (const row of group.rows) {
      const left = open.filter(word => !row.text.includes(word));
      let own = 0;
      for (const member of row.members) {
        const fits = member.name.includes(target) && left.every(word => member.name.includes(word));
        own += fits;
        if (member.element) {
          member.element.hidden = !fits;
        }
      }
      row.element.hidden = own === 0;
      if (row.count) {
        const all = row.members.length;
        row.count.textContent = (own === all ? '' : own + ' of ') + all + ' targets';
      }
      shown += own;
    }
    group.narrowed = target !== '' || words.length > 0;
    return shown;
  }

  function apply(state) {
    const target = lower(state.target);
    const words = lower(state.text).split(/\s+/).filter(word => word !== '');
    const matched = [];
    let shown = 0;
    let all = 0;
    for (const section of sections) {
      const hasOutcome = state.outcome.length === 0 || state.outcome.includes(section.outcome);
      let own = 0;
      for (const group of section.groups) {
        all += group.size;
        let count = 0;
        if (hasOutcome && (state.severity.length === 0 || state.severity.includes(group.severity))) {
          count = target === '' && words.length === 0 && !group.narrowed ? group.size : narrow(group, target, words);
        }
        group.element.hidden = count === 0;
        own += count;
        if (count > 0) {
          matched.push(group.element);
        }
      }
      section.element.hidden = own === 0 && isNarrowed(state);
      shown += own;
    }
    status.textContent = shown === all ? all.toLocaleString('en') + ' findings on this page'
      : shown.toLocaleString('en') + ' of the ' + all.toLocaleString('en') + ' findings on this page';
    if ((target !== '' || words.length > 0) && shown <= 100) {
      for (const element of matched) {
        element.open = true;
        element.querySelectorAll('tr:not([hidden]) .who').forEach(who => { who.open = true; });
      }
    }
  }

  function isNarrowed(state) {
    return state.outcome.length + state.severity.length > 0 || state.target !== '' || state.text !== '';
  }

  function remember(state) {
    const query = new URLSearchParams();
    for (const name of ['outcome', 'severity']) {
      if (state[name].length > 0) {
        query.set(name, state[name].join(','));
      }
    }
    fields.filter(name => state[name] !== '').forEach(name => query.set(name, state[name]));
    const search = query.toString().replaceAll('%2C', ',');
    history.replaceState(null, '', location.pathname + (search === '' ? '' : '?' + search) + location.hash);
  }

  function recall() {
    const query = new URLSearchParams(location.search);
    for (const name of ['outcome', 'severity']) {
      const values = (query.get(name) ?? '').split(',');
      form.elements[name].forEach(box => { box.checked = values.includes(box.value); });
    }
    fields.forEach(name => { form.elements[name].value = query.get(name) ?? ''; });
  }

  function update() {
    const state = wanted();
    apply(state);
    remember(state);
  }

  // A link leads to what it names, also where that is folded or filtered away.
  function reveal() {
    const element = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!element || element === filter) {
      return;
    }
    if (element.closest('[hidden]')) {
      form.reset();
      update();
    }
    for (let part = element; part; part = part.parentElement) {
      if (part.tagName === 'DETAILS') {
        part.open = true;
      }
    }
    if (element.matches('tr, li')) {
      element.tabIndex = -1;
    }
    element.scrollIntoView({block: element.matches('tr, li, a') ? 'center' : 'start'});
    element.focus({preventScroll: true});
  }

  function button(words, text) {
    const made = document.createElement('button');
    made.type = 'button';
    made.className = 'copy';
    made.textContent = words;
    made.addEventListener('click', async () => {
      const copied = await copy(text());
      made.textContent = copied ? 'Copied' : 'Not copied: select the text instead';
      status.textContent = made.textContent;
      setTimeout(() => { made.textContent = words; }, 2000);
    });
    return made;
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement('textarea');
      area.value = text;
      area.className = 'v';
      document.body.append(area);
      area.select();
      try {
        return document.execCommand('copy');
      } finally {
        area.remove();
      }
    }
  }

  // Buttons come when there is something to see them with: pages have thousands of blocks.
  function equip(details) {
    if (details.dataset.equipped) {
      return;
    }
    details.dataset.equipped = 'true';
    details.querySelectorAll(':scope pre').forEach(block => {
      if (!block.nextElementSibling?.matches('.copy')) {
        block.after(button('Copy', () => block.textContent));
      }
    });
    details.querySelectorAll(':scope > p.id').forEach(line => line.append(' ', button('Copy link',
      () => location.href.split(/[?#]/)[0] + line.querySelector('a').getAttribute('href'))));
  }

  document.addEventListener('toggle', event => {
    if (event.target.open && event.target.matches('td details')) {
      equip(event.target);
    }
  }, true);

  let waiting;
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(update, 150);
  });
  form.addEventListener('submit', event => {
    event.preventDefault();
    clearTimeout(waiting);
    update();
  });
  form.addEventListener('reset', () => setTimeout(update));
  window.addEventListener('hashchange', reveal);
  // A link to where one is already changes no address.
  document.addEventListener('click', event => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.getAttribute('href') === location.hash) {
      event.preventDefault();
      reveal();
    }
  });
  if (!CSS.supports('selector(::details-content)')) {
    const opened = [];
    window.addEventListener('beforeprint', () => document.querySelectorAll('details:not([open])').forEach(details => {
      details.open = true;
      opened.push(details);
    }));
    window.addEventListener('afterprint', () => opened.splice(0).forEach(details => { details.open = false; }));
  }

  filter.hidden = false;
  document.documentElement.classList.add('script');
  recall();
  if (isNarrowed(wanted())) {
    apply(wanted());
  }
  if (location.hash !== '') {
    reveal();
  }
})();
