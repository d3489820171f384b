// "Use my position": asks the browser where it is and opens the look-up for that point. Without JavaScript or without
// geolocation the button stays hidden and the page is complete.
const button = document.querySelector("[data-position]");
const said = document.querySelector("[data-position-said]");

const open = ({ coords }) => {
  const asked = new URLSearchParams({ lon: coords.longitude.toFixed(5), lat: coords.latitude.toFixed(5) });
  location.assign(`${button.dataset.position}?${asked}`);
};

const explain = (error) => {
  button.removeAttribute("aria-busy");
  said.textContent = error.code === error.PERMISSION_DENIED ? button.dataset.denied : button.dataset.failed;
};

if (button && "geolocation" in navigator) {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.setAttribute("aria-busy", "true");
    said.textContent = button.dataset.waiting;
    navigator.geolocation.getCurrentPosition(open, explain, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  });
}
