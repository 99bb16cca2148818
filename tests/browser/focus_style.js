// Whether the focused element shows an outline, its own or that of the area it stretches over.
() => {
  const focused = document.activeElement;
  return [getComputedStyle(focused), getComputedStyle(focused, "::after")].some((style) => style.outlineStyle !== "none");
}
