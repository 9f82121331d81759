import { chromium } from 'playwright-core';
const base='http://127.0.0.1:8104';
const b=await chromium.launch({executablePath:'/usr/bin/chromium',args:['--no-sandbox']});
const want=process.argv.slice(2);
for (const [name,size,scheme] of [['d',{width:1440,height:1000},'light'],['n',{width:1440,height:1000},'dark'],['p',{width:390,height:844},'light']]) {
  const ctx=await b.newContext({viewport:size,colorScheme:scheme,locale:'ru-RU'});
  const page=await ctx.newPage();
  page.on('console',m=>{if(m.type()==='error')console.log(name,m.text().slice(0,300))});
  page.on('pageerror',e=>console.log(name,'ERR',String(e).slice(0,400)));
  await page.goto(base+'/login');
  await page.getByLabel(/почта|mail/i).first().fill('owner@demo.voronka');
  await page.locator('input[type=password]').fill('demo-voronka');
  await page.keyboard.press('Enter');
  await page.waitForTimeout(2500);
  for (const [key,path] of [['room','/attract?period=90d'],['days','/attract?period=month&by=day'],['land','/attract?period=90d&by=landing'],['list','/campaigns'],['tags','/campaigns?tags=1'],['import','/imports?new=ad-days'],['campaign','CAMPAIGN'],['channels','/settings/channels']]) {
    if (want.length && !want.includes(key)) continue;
    let p=path;
    if (path==='CAMPAIGN') { const r=await page.evaluate(async()=>(await (await fetch('/api/v1/campaigns?q=насосы')).json()).items[0].id); p='/campaigns/'+r; }
    await page.goto(base+p); await page.waitForTimeout(3500);
    await page.screenshot({path:`/tmp/ads/shot-${key}-${name}.png`,fullPage:false});
  }
  await ctx.close();
}
await b.close();
