/* The menus of the theme's header, which calls these functions. */

function sendCustomGAEvent() {} /* nothing is counted */

function toggleMobileToC(button) {
  document.querySelector("#left-column").classList.toggle("open");
  button.querySelector("i").classList.toggle("open");
}

function toggleMobileNavbar(button) {
  const open = document.querySelector(".mobile.navbar-links").classList.toggle("open");
  button.classList.toggle("open", open);
  button.setAttribute("aria-expanded", String(open));
}
