// What a thumb must hit and cannot: shown controls under 44 px that are not words in a sentence or part of a card.
() => {
  const controls = "a, button, input:not([type=radio]):not([type=checkbox]), select, summary, label.tick";
  const sentence = "p:not(.quick, .actions, .results-foot, .steps-of-pay), .notice, h2, dd";
  return [...document.querySelectorAll(controls)]
    .filter((each) => each.checkVisibility() && !each.closest(sentence) && !each.closest(".card") && !each.matches(".skip"))
    .map((each) => [each.getBoundingClientRect(), each])
    .filter(([box]) => box.width > 0 && box.height < 43.5)
    .map(([box, each]) => `${each.outerHTML.slice(0, 90)} ${box.height}`);
}
